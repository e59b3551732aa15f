import type { OrderId } from '@rushgraph/contracts';
import { isStoreAtFault } from '@rushgraph/database';

/**
 * Does work for orders together, and when that fails by no fault of the store, for each half of them, down to one alone: so one
 * that cannot be read holds up no other, and costs few attempts more; where none can be read, it is twice as many attempts as
 * orders. Answers the sum of what `work` answers, which must leave nothing behind when it fails.
 * @param onFailure told of each that failed alone
 */
export async function togetherOrApart(
  ids: readonly OrderId[],
  work: (ids: readonly OrderId[]) => Promise<number>,
  onFailure: (id: OrderId, error: unknown) => void,
): Promise<number> {
  const [first] = ids;
  if (first === undefined) return 0;
  try {
    return await work(ids);
  } catch (error) {
    if (isStoreAtFault(error)) throw error;
    if (ids.length === 1) {
      onFailure(first, error);
      return 0;
    }
  }
  const middle = Math.ceil(ids.length / 2);
  let sum = 0;
  for (const half of [ids.slice(0, middle), ids.slice(middle)]) sum += await togetherOrApart(half, work, onFailure);
  return sum;
}
