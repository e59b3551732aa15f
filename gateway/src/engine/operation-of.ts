import type { GatewayGraphQLRequestContext } from '@apollo/server-gateway-interface';
import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import { ourselves, type Sender } from '../threads/sender.ts';
import { type CompiledOperation, compileOperation } from './execute/operation.ts';
import type { LoadedSupergraph } from './loaded-supergraph.ts';
import { conditionVariables } from './plan/conditions.ts';
import { defaultVariables, type Variables } from './plan/default-variables.ts';

/** An operation that has been found valid, and its variables. */
export interface ValidOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** Of its text. */
  readonly queryHash: string;
  readonly variables: Variables;
}

type AskedOperation = Pick<GatewayGraphQLRequestContext, 'document' | 'operation' | 'queryHash' | 'request'>;

/** The compiled form of an operation for what its conditions say; made when it is not remembered. */
export async function operationOf(
  { document, operation, queryHash, request }: AskedOperation,
  loaded: LoadedSupergraph,
  sender: Sender,
): Promise<CompiledOperation> {
  const asked = { document, operation, queryHash, variables: request.variables ?? {} };
  const { key, variables } = keyOf(asked, loaded);
  const known = usedAgain(loaded.operations.get(key));
  if (known !== undefined) return known;
  const operationName = operation.name?.value;
  const compiled = await compileOperation({ document, operationName, variables, sender }, loaded);
  // What is made ready for a supergraph that comes was asked often.
  loaded.operations.set(key, compiled, sender === ourselves);
  return compiled;
}

/** What an operation is remembered by: its text, its name, and which of its conditions hold. */
function keyOf({ document, operation, queryHash, variables: sent }: ValidOperation, loaded: LoadedSupergraph) {
  const conditions = loaded.conditions.get(queryHash) ?? conditionVariables(document);
  loaded.conditions.set(queryHash, conditions);
  const variables = conditions.length === 0 ? {} : defaultVariables(operation.variableDefinitions ?? [], sent);
  const held = conditions.filter((name) => variables[name] === true);
  return { key: [queryHash, operation.name?.value ?? '', ...held].join(' '), variables };
}

/** The same, only where it is remembered. */
export function compiledOf(asked: ValidOperation, loaded: LoadedSupergraph): CompiledOperation | undefined {
  return usedAgain(loaded.operations.get(keyOf(asked, loaded).key));
}

/** A use counts for the plans that are made first for the next supergraph, and keeps them remembered. */
function usedAgain(known: CompiledOperation | undefined): CompiledOperation | undefined {
  for (const { planned } of known?.plans ?? []) planned.use();
  return known;
}
