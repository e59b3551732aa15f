import { CallerGone } from '@rushgraph/concurrency';
import { codedError } from '@rushgraph/service';
import { OperationTypeNode } from 'graphql';
import type { Examination, ReadText } from '../../examine-operations/examination.ts';
import { mayHoldSubscription, type NamedOperation } from '../../examine-operations/examine-text.ts';
import { findOperation } from '../../limit-operations/find-operation.ts';
import { operationHash } from '../../store-operations/safelist.ts';
import type { Sender } from '../../threads/sender.ts';
import { findText, type StoredTexts } from './find-text.ts';
import { type AskedOperation, readRequest } from './read-request.ts';
import { Refused } from './refused.ts';

export interface FindDeps extends StoredTexts {
  readonly examination: Pick<Examination, 'read'>;
}

/** An operation as a request asks for it. */
export interface FoundOperation extends ReadText {
  readonly text: string;
  readonly named: NamedOperation;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Whether a request asks for a subscription. Throws as `findAsked`. */
export async function asksForSubscription(parameters: unknown, sender: Sender, deps: FindDeps): Promise<boolean> {
  const asked = readRequest(parameters);
  const text = await findText(asked, deps);
  if (!mayHoldSubscription(text)) return false;
  const { named } = await findOperationIn(text, asked, sender, deps);
  return named.operation === OperationTypeNode.SUBSCRIPTION;
}

/**
 * Finds the operation that a request means. Throws a coded error when there is none, CallerGone when its sender has left, and
 * TooManyWaiting.
 */
export async function findAsked(parameters: unknown, sender: Sender, deps: FindDeps): Promise<FoundOperation> {
  const asked = readRequest(parameters);
  return findOperationIn(await findText(asked, deps), asked, sender, deps);
}

async function findOperationIn(
  text: string,
  { operationName, variables }: AskedOperation,
  sender: Sender,
  { examination }: FindDeps,
): Promise<FoundOperation> {
  const read = await examination.read(text, operationHash(text), sender);
  if (read === undefined) throw new CallerGone();
  const { examined } = read;
  if (examined.kind === 'bad') throw codedError(examined.code, examined.message);
  if (examined.kind === 'invalid' && examined.code === 'GRAPHQL_PARSE_FAILED') throw Refused.of(examined);
  return { ...read, text, named: findOperation(examined.operations, operationName), variables };
}
