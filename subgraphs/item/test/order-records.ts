import { deriveId, orderReleased, orderRequested, type UserId } from '@rushgraph/contracts';
import type { createOrderHandler } from '../src/consume-orders/consume-orders.ts';
import { order, request } from './item-fixture.ts';

/** A record as the handler of orders gets it. */
export type OrderRecord = Parameters<ReturnType<typeof createOrderHandler>>[0]['records'][number];

export const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const userId = deriveId<UserId>('user', 'buyer');

function record(definition: OrderRecord['definition'], name: string, data: OrderRecord['data']): OrderRecord {
  const metadata = { id: name, type: definition.type, source: 'order', time: '', subject: order(name), sequence: 1 };
  return {
    definition,
    key: order(name),
    data,
    metadata: { ...metadata, traceparent: TRACE },
    offset: 0n,
    timestamp: 0,
  };
}

/** The request of an order, by the names of its items. */
export function requestRecord(name: string, wanted: Record<string, number>, now: Date): OrderRecord {
  const requestedAt = now.toISOString();
  return record(orderRequested, name, { ...request(name, wanted), userId, inputHash: 'h'.repeat(64), requestedAt });
}

export function releaseRecord(name: string, now: Date): OrderRecord {
  return record(orderReleased, name, { orderId: order(name), reason: 'CANCELLED', releasedAt: now.toISOString() });
}
