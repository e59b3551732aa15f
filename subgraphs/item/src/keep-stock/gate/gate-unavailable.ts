import { TryAgain } from '@rushgraph/database';

/** No gate could decide: Redis is away, or the gate is shut until it is rebuilt. Nothing was decided; the orders wait. */
export class GateUnavailable extends TryAgain {}

/** First words of replies with which a healthy script meets a server that is not. */
const SERVER_AT_FAULT = new Set([
  'BUSY',
  'CLUSTERDOWN',
  'LOADING',
  'MASTERDOWN',
  'MISCONF',
  'NOREPLICAS',
  'OOM',
  'READONLY',
  'TRYAGAIN',
  'UNKILLABLE',
]);

/** Passes on what Redis answers. That it is away is no fault of the caller's; a script that fails is one of ours. */
export async function whileRedisIsThere<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (isFaultOfOurs(error)) throw error;
    throw new GateUnavailable('the gate of the stock cannot be asked', { cause: error });
  }
}

function isFaultOfOurs(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof TypeError || error instanceof RangeError) return true;
  if (error.name !== 'ReplyError') return false;
  const [code = ''] = error.message.split(' ', 1);
  return !SERVER_AT_FAULT.has(code);
}
