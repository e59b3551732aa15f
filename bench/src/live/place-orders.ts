import { deriveId, type ItemId, type OrderId, type UserId } from '@rushgraph/contracts';
import { createOutbox } from '@rushgraph/messaging';
import { createOrderMetrics, createOutboxEngine, hashPlacement, type Placement } from '@rushgraph/order/engines';
import { createClock, createIds, createMetrics } from '@rushgraph/service';
import type { BenchServers } from '../harness/bench-servers.ts';
import { inParallel } from '../harness/in-parallel.ts';

export interface PlacedOrder {
  readonly id: OrderId;
  readonly userId: UserId;
}

/** Places so many orders, each of another customer. Nobody decides them. */
export async function placeOrders(
  servers: BenchServers,
  database: Parameters<typeof createOutboxEngine>[0]['database'],
  count: number,
): Promise<readonly PlacedOrder[]> {
  const now = createClock();
  const newId = createIds(now);
  const engine = createOutboxEngine({
    database,
    outbox: createOutbox({ source: 'order', newId, now, rows: 'batch' }),
    newId,
    now,
    metrics: createOrderMetrics(createMetrics('order', { defaults: false })),
    settings: {
      groupWaitMs: 1,
      maxGroup: 250,
      maxQueued: 10_000,
      maxInFlight: 2,
      checkAfterMs: 3_600_000,
      commitTimeoutMs: 60_000,
    },
  });
  const itemId = deriveId<ItemId>('item', servers.topicPrefix);
  const placements = Array.from({ length: count }, (_, index): Placement => {
    const userId = deriveId<UserId>('user', String(index));
    const id = deriveId<OrderId>('order', userId);
    const lines = [{ itemId, quantity: 1 }];
    return { id, userId, lines, inputHash: hashPlacement({ lines, idempotencyKey: id }), traceparent: undefined };
  });
  await inParallel(64, count, async (index) => {
    const placement = placements[index];
    if (placement !== undefined) await engine.place(placement);
  });
  await engine.stop();
  return placements;
}
