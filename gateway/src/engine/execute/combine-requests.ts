import { type DocumentNode, Kind, type OperationDefinitionNode, print, type SelectionNode, visit } from 'graphql';
import type { FetchShape } from '../compile/fetch-shape.ts';
import { requestHead } from '../compile/request-head.ts';

/** Several fetches in one request: each has its own prefix, for its keys of `data` and for its variables. */
export interface CombinedRequest {
  /** The request's JSON up to the variables. */
  readonly head: string;
  readonly prefixes: readonly string[];
}

/** One operation that asks for all of them. Fetches of plans have inline fragments only, and no fragments by name at their roots. */
export function combineRequests(shapes: readonly FetchShape[]): CombinedRequest {
  const prefixes = shapes.map((_, index) => `f${index}_`);
  const parts = shapes.map(({ document }, index) => prefixed(document, prefixes[index] ?? ''));
  const operations = parts.flatMap(operationsOf);
  const operationName = shapes[0]?.operationName;
  const operation: OperationDefinitionNode = {
    kind: Kind.OPERATION_DEFINITION,
    operation: operations[0]?.operation ?? ('query' as OperationDefinitionNode['operation']),
    ...(operationName !== undefined && { name: { kind: Kind.NAME, value: operationName } }),
    variableDefinitions: operations.flatMap(({ variableDefinitions = [] }) => variableDefinitions),
    selectionSet: {
      kind: Kind.SELECTION_SET,
      selections: operations.flatMap(({ selectionSet }) => selectionSet.selections),
    },
  };
  const fragments = parts.flatMap(({ definitions }) =>
    definitions.filter(({ kind }) => kind !== Kind.OPERATION_DEFINITION),
  );
  const text = print({ kind: Kind.DOCUMENT, definitions: [operation, ...fragments] });
  return { head: requestHead(text, operationName), prefixes };
}

function operationsOf({ definitions }: DocumentNode): OperationDefinitionNode[] {
  return definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
}

function prefixed(document: DocumentNode, prefix: string): DocumentNode {
  const rename = (value: string) => ({ kind: Kind.NAME, value: `${prefix}${value}` }) as const;
  const renamed = visit(document, {
    Variable: (node) => ({ ...node, name: rename(node.name.value) }),
    FragmentSpread: (node) => ({ ...node, name: rename(node.name.value) }),
    FragmentDefinition: (node) => ({ ...node, name: rename(node.name.value) }),
  });
  return {
    ...renamed,
    definitions: renamed.definitions.map((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION
        ? {
            ...definition,
            selectionSet: {
              ...definition.selectionSet,
              selections: aliased(definition.selectionSet.selections, prefix),
            },
          }
        : definition,
    ),
  };
}

/** Root fields under prefixed aliases, also those inside fragments of the root. */
function aliased(selections: readonly SelectionNode[], prefix: string): SelectionNode[] {
  return selections.map((selection) => {
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value;
      return { ...selection, alias: { kind: Kind.NAME, value: `${prefix}${key}` } };
    }
    if (selection.kind !== Kind.INLINE_FRAGMENT) return selection;
    const { selectionSet } = selection;
    return { ...selection, selectionSet: { ...selectionSet, selections: aliased(selectionSet.selections, prefix) } };
  });
}
