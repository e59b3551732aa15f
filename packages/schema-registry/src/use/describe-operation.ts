import { hash } from 'node:crypto';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  print,
} from 'graphql';
import { coordinatesOf } from './coordinates-of.ts';
import { hideLiterals } from './hide-literals.ts';

/** What is kept of an operation that clients send. */
export interface DescribedOperation {
  /** SHA-256 in hex of its text without literals, and of its coordinates: what differs by values alone is one operation. */
  readonly hash: string;
  readonly name: string | null;
  readonly kind: string;
  readonly coordinates: readonly string[];
  /** Only where the client wrote no literals into it: those may be personal. */
  readonly text: string | null;
}

const LONGEST_NAME = 100;
/** A longer one is not worth the room. */
const LONGEST_TEXT = 20_000;

/** Describes one operation of a document that is valid by the schema. */
export function describeOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): DescribedOperation {
  const own: DocumentNode = { kind: Kind.DOCUMENT, definitions: [operation, ...fragmentsOf(document, operation)] };
  const text = print(own);
  const hidden = print(hideLiterals(own));
  const coordinates = coordinatesOf(schema, own);
  return {
    // Objects are hidden with the fields that somebody wrote into them, and inputs get new fields as time goes on.
    hash: hash('sha256', [hidden, ...coordinates].join('\n')),
    name: operation.name?.value.slice(0, LONGEST_NAME) ?? null,
    kind: operation.operation,
    coordinates,
    text: text === hidden && text.length <= LONGEST_TEXT ? text : null,
  };
}

/** The fragments that an operation spreads, and those that these spread, in the order of their names. */
function fragmentsOf(document: DocumentNode, operation: OperationDefinitionNode): readonly FragmentDefinitionNode[] {
  const known = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) known.set(definition.name.value, definition);
  }
  const found = new Set<FragmentDefinitionNode>();
  const open = [operation.selectionSet];
  for (let set = open.pop(); set !== undefined; set = open.pop()) {
    for (const selection of set.selections) {
      if (selection.kind !== Kind.FRAGMENT_SPREAD) {
        if (selection.selectionSet !== undefined) open.push(selection.selectionSet);
        continue;
      }
      const fragment = known.get(selection.name.value);
      if (fragment === undefined || found.has(fragment)) continue;
      found.add(fragment);
      open.push(fragment.selectionSet);
    }
  }
  return [...found].sort((left, right) => (left.name.value < right.name.value ? -1 : 1));
}
