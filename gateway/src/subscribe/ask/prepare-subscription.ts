import { createHash } from 'node:crypto';
import { codedError } from '@rushgraph/service';
import { type DocumentNode, type OperationDefinitionNode, OperationTypeNode } from 'graphql';
import { type CompiledSubscription, compileSubscription } from '../../engine/execute/subscription.ts';
import type { LoadedSupergraph } from '../../engine/loaded-supergraph.ts';
import { conditionVariables } from '../../engine/plan/conditions.ts';
import { defaultVariables } from '../../engine/plan/default-variables.ts';
import type { CheckOperation } from '../../limit-operations/check-operation.ts';
import { findOperation } from '../../limit-operations/find-operation.ts';
import type { Asking, RateLimits } from '../../limit-rates/limit-rates.ts';
import { type Sender, senderAt } from '../../threads/sender.ts';
import type { Subscriber } from '../stream/subscriber.ts';
import { findText, type StoredTexts } from './find-text.ts';
import { type Documents, Refused } from './read-document.ts';
import { readRequest } from './read-request.ts';

export interface PrepareDeps extends StoredTexts {
  readonly documents: Documents;
  readonly checkOperation: CheckOperation;
  readonly rates: RateLimits;
}

export interface FoundOperation {
  readonly text: string;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface PreparedSubscription {
  readonly compiled: CompiledSubscription;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly name: string | null;
  readonly cost: number;
}

/** Finds the operation that a request means. Throws a coded error when there is none. */
export async function findAsked(parameters: unknown, deps: PrepareDeps): Promise<FoundOperation> {
  const asked = readRequest(parameters);
  const text = await findText(asked, deps);
  const document = deps.documents.parse(text);
  return { text, document, operation: findOperation(document, asked.operationName), variables: asked.variables };
}

/**
 * Makes a subscription ready, past the same refusals as a query: its document, its size and price, its variables, how often
 * it comes. Throws a coded error, or Refused with several.
 */
export async function prepareSubscription(
  { text, document, operation, variables }: FoundOperation,
  loaded: LoadedSupergraph,
  asking: Asking & Pick<Subscriber, 'isThere'>,
  { documents, checkOperation, rates }: PrepareDeps,
): Promise<PreparedSubscription> {
  const { schema } = loaded;
  if (schema.getRootType(operation.operation) == null)
    throw codedError('GRAPHQL_VALIDATION_FAILED', `The graph has no ${operation.operation} operations.`);
  if (operation.operation !== OperationTypeNode.SUBSCRIPTION)
    throw codedError('BAD_USER_INPUT', 'Queries and mutations are answered by POST /graphql.');
  documents.validate(schema, document);
  const { use, cost } = checkOperation(schema, document, operation, variables);
  const sender = senderAt(asking.clientAddress, asking.isThere);
  const compiled = await compiledOf({ text, document, operation, variables }, loaded, sender);
  const problems = compiled.problems(variables);
  if (problems.length > 0) throw new Refused(problems);
  await rates.take(use, asking);
  return { compiled, variables, name: operation.name?.value ?? null, cost };
}

/** By document: each text is read once. */
const conditions = new WeakMap<DocumentNode, readonly string[]>();

function conditionsOf(document: DocumentNode): readonly string[] {
  const known = conditions.get(document) ?? conditionVariables(document);
  conditions.set(document, known);
  return known;
}

async function compiledOf(
  found: FoundOperation,
  loaded: LoadedSupergraph,
  sender: Sender,
): Promise<CompiledSubscription> {
  const { text, document, operation } = found;
  const operationName = operation.name?.value;
  const variables = defaultVariables(operation.variableDefinitions ?? [], found.variables);
  const decided = conditionsOf(document).filter((name) => variables[name] === true);
  const key = [createHash('sha256').update(text).digest('base64url'), operationName ?? '', ...decided].join(' ');
  const known = loaded.subscriptions.get(key);
  if (known !== undefined) return known;
  const compiled = await compileSubscription({ document, operationName, variables, sender }, loaded);
  loaded.subscriptions.set(key, compiled);
  return compiled;
}
