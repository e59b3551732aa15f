import { createHash } from 'node:crypto';
import { codedError } from '@rushgraph/service';
import { type DocumentNode, getOperationAST, type OperationDefinitionNode, OperationTypeNode } from 'graphql';
import { type CompiledSubscription, compileSubscription } from '../../engine/execute/subscription.ts';
import { conditionVariables } from '../../engine/plan/conditions.ts';
import { defaultVariables } from '../../engine/plan/default-variables.ts';
import { type CheckOperation, tooComplex } from '../../limit-operations/check-operation.ts';
import type { Asking, RateLimits } from '../../limit-rates/limit-rates.ts';
import type { Sender } from '../../threads/sender.ts';
import { declaredVariables } from './declared-variables.ts';
import type { FindDeps, FoundOperation } from './find-asked.ts';
import { Refused } from './refused.ts';

export interface PrepareDeps extends FindDeps {
  readonly checkOperation: CheckOperation;
  readonly rates: RateLimits;
}

export interface PreparedSubscription {
  readonly compiled: CompiledSubscription;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly cost: number;
}

/**
 * Makes a subscription ready, past the same refusals as a query: its document, its size and price, its variables, how often
 * it comes. Throws a coded error, or Refused with several.
 */
export async function prepareSubscription(
  found: FoundOperation,
  asking: Asking,
  sender: Sender,
  { checkOperation, rates }: PrepareDeps,
): Promise<PreparedSubscription> {
  const { loaded, examined, document, named, variables } = found;
  const { schema } = loaded;
  if (schema.getRootType(named.operation) == null)
    throw codedError('GRAPHQL_VALIDATION_FAILED', `The graph has no ${named.operation} operations.`);
  if (named.operation !== OperationTypeNode.SUBSCRIPTION)
    throw codedError('BAD_USER_INPUT', 'Queries and mutations are answered by POST /graphql.');
  if (examined.kind === 'invalid') throw Refused.of(examined);
  const tooLarge = examined.kind === 'valid' ? examined.tooLarge.find(({ name }) => name === named.name) : undefined;
  if (tooLarge !== undefined) throw tooComplex(tooLarge.problem);
  const operation = document && getOperationAST(document, named.name);
  if (document === undefined || operation == null)
    throw new Error('A valid document has not the operation that was found');
  const { use, cost } = checkOperation(schema, document, operation, variables);
  const compiled = await compiledOf({ ...found, document, operation }, sender);
  const problems = compiled.problems(variables);
  if (problems.length > 0) throw new Refused(problems);
  await rates.take(use, asking);
  return { compiled, document, operation, variables: declaredVariables(operation, variables), cost };
}

/** By document: each text is read once. */
const conditions = new WeakMap<DocumentNode, readonly string[]>();

function conditionsOf(document: DocumentNode): readonly string[] {
  const known = conditions.get(document) ?? conditionVariables(document);
  conditions.set(document, known);
  return known;
}

interface ValidSubscription extends FoundOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

async function compiledOf(
  { text, document, operation, loaded, variables: sent }: ValidSubscription,
  sender: Sender,
): Promise<CompiledSubscription> {
  const operationName = operation.name?.value;
  const variables = defaultVariables(operation.variableDefinitions ?? [], sent);
  const decided = conditionsOf(document).filter((name) => variables[name] === true);
  const key = [createHash('sha256').update(text).digest('base64url'), operationName ?? '', ...decided].join(' ');
  const known = loaded.subscriptions.get(key);
  if (known !== undefined) return known;
  const compiled = await compileSubscription({ document, operationName, variables, sender }, loaded);
  loaded.subscriptions.set(key, compiled);
  return compiled;
}
