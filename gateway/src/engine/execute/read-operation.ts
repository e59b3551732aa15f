import { type DocumentNode, type FragmentDefinitionNode, Kind, type OperationDefinitionNode } from 'graphql';
import type { Sender } from '../../threads/sender.ts';
import { resolveConditions } from '../plan/conditions.ts';
import type { Variables } from '../plan/default-variables.ts';
import { withKeysOfPlan } from '../plan/keys-in-plan.ts';
import type { Fragments } from '../plan/split-operation.ts';
import type { OperationParts } from './operation-parts.ts';

export interface OperationSource {
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  /** With the operation's defaults. */
  readonly variables: Variables;
  /** For whom it is planned. */
  readonly sender: Sender;
}

export interface ReadOperation {
  readonly operation: OperationDefinitionNode;
  readonly fragments: Fragments;
}

/** An operation without its conditions, as they are with these variables; `planned` is what the planner is to see of it. */
export function readOperation(
  { document, operationName, variables }: Omit<OperationSource, 'sender'>,
  { schema, required }: Pick<OperationParts, 'schema' | 'required'>,
): ReadOperation & { readonly planned: ReadOperation } {
  const resolved = resolveConditions(document, variables);
  const asked = partsOf(resolved, operationName);
  const withKeys = withKeysOfPlan(resolved, schema, required);
  return { ...asked, planned: withKeys === resolved ? asked : partsOf(withKeys, operationName) };
}

function partsOf(document: DocumentNode, operationName: string | undefined): ReadOperation {
  return { operation: operationIn(document, operationName), fragments: fragmentsOf(document) };
}

/** The operation of that name. */
function operationIn({ definitions }: DocumentNode, name: string | undefined): OperationDefinitionNode {
  for (const definition of definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION && definition.name?.value === name) return definition;
  }
  throw new Error('The operation that was resolved is not in its document');
}

/** The fragments of a document by their names. */
function fragmentsOf({ definitions }: DocumentNode): Fragments {
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  return fragments;
}
