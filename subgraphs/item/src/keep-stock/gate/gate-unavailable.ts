import { TryAgain } from '@rushgraph/database';
import { isRedisAway } from '@rushgraph/redis';

/** No gate could decide: Redis is away, or the gate is shut until it is rebuilt. Nothing was decided; the orders wait. */
export class GateUnavailable extends TryAgain {}

/** Passes on what Redis answers. That it is away is no fault of the caller's; a script that fails is one of ours. */
export async function whileRedisIsThere<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!isRedisAway(error)) throw error;
    throw new GateUnavailable('the gate of the stock cannot be asked', { cause: error });
  }
}
