import type { ItemId } from '@rushgraph/contracts';
import type { StockRequest } from '../decide/stock-keeper.ts';

export interface PartedRequests {
  readonly decidable: readonly StockRequest[];
  readonly waiting: readonly StockRequest[];
  /** Items that nobody may have before those who wait. */
  readonly blocked: ReadonlySet<ItemId>;
}

/**
 * Who has to wait: orders of blocked items, and then whoever comes later and wants what they want, so that nobody is
 * overtaken. Only items that are kept with Redis are waited for; one that is merged goes to whoever can be decided.
 */
export function partRequests(
  requests: readonly StockRequest[],
  blocked: ReadonlySet<ItemId>,
  needsRedis: (itemId: ItemId) => boolean,
): PartedRequests {
  const all = new Set(blocked);
  const decidable: StockRequest[] = [];
  const waiting: StockRequest[] = [];
  for (const request of requests) {
    const wanted = request.lines.map(({ itemId }) => itemId).filter(needsRedis);
    if (!wanted.some((itemId) => all.has(itemId))) {
      decidable.push(request);
      continue;
    }
    waiting.push(request);
    for (const itemId of wanted) all.add(itemId);
  }
  return { decidable, waiting, blocked: all };
}
