import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

export interface Questions {
  /** The operation with nothing but its questions about the schema; undefined when it has none. */
  readonly questions: DocumentNode | undefined;
  /** The operation without them; undefined when it asks nothing else. */
  readonly rest: { readonly document: DocumentNode; readonly operation: OperationDefinitionNode } | undefined;
  /** Names of the answer's fields in the order in which they were asked for. */
  readonly keys: readonly string[];
}

const QUESTIONS: ReadonlySet<string> = new Set(['__schema', '__type']);
type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** Splits a valid operation, the size of which is bounded, into what it asks about the schema and the rest. */
export function splitQuestions(document: DocumentNode, operation: OperationDefinitionNode): Questions {
  const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  const byName = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  const keys: string[] = [];
  const asked = keep(operation.selectionSet, byName, (name) => QUESTIONS.has(name));
  if (asked === undefined) return { questions: undefined, rest: { document, operation }, keys };
  const left = keep(operation.selectionSet, byName, (name, key) => {
    keys.push(key);
    return !QUESTIONS.has(name);
  });
  const documentOf = (selectionSet: SelectionSetNode) => {
    const part = { ...operation, selectionSet };
    return { operation: part, document: { ...document, definitions: [part, ...fragments] } };
  };
  return { questions: documentOf(asked).document, rest: left && documentOf(left), keys };
}

/** The root fields that are wanted, inside what they are inside of; undefined when there are none. */
function keep(
  { selections, ...node }: SelectionSetNode,
  fragments: Fragments,
  isWanted: (name: string, key: string) => boolean,
): SelectionSetNode | undefined {
  const kept = selections.flatMap((selection): SelectionNode[] => {
    if (selection.kind === Kind.FIELD) {
      const name = selection.name.value;
      return isWanted(name, selection.alias?.value ?? name) ? [selection] : [];
    }
    const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
    const selectionSet = inner && keep(inner.selectionSet, fragments, isWanted);
    if (selectionSet === undefined) return [];
    // A spread may be conditional, so it becomes a fragment in its place.
    return [{ kind: Kind.INLINE_FRAGMENT, directives: selection.directives ?? [], selectionSet }];
  });
  return kept.length === 0 ? undefined : { ...node, selections: kept };
}
