import type { ItemId } from '@rushgraph/contracts';
import { isRedisAway } from '@rushgraph/redis';
import { Undecidable } from '../wait/undecidable.ts';

/** No gate could decide: Redis is away, or these gates are shut until they are rebuilt. Nothing was decided. */
export class GateUnavailable extends Undecidable {
  constructor(message: string, options: ErrorOptions & { readonly itemIds?: readonly ItemId[] } = {}) {
    super(message, 'window', options);
  }
}

/** Passes on what Redis answers. That it is away is no fault of the caller's; a script that fails is one of ours. */
export async function whileRedisIsThere<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!isRedisAway(error)) throw error;
    throw new GateUnavailable('the stock gate cannot be reached', { cause: error });
  }
}
