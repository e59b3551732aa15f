import { setTimeout } from 'node:timers/promises';
import { orderUpdated, timestampOf } from '@rushgraph/contracts';
import { createProducer, event, headersOf } from '@rushgraph/messaging';
import type { BenchServers } from '../harness/bench-servers.ts';
import type { PlacedOrder } from './place-orders.ts';

interface Changes {
  readonly perSecond: number;
  readonly seconds: number;
  /** Versions only ever grow: those of a later run are above those of an earlier one. */
  readonly firstVersion: number;
}

const EVERY_MS = 20;

/** Publishes changes of these orders in turn, evenly; each carries the time at which it left. Resolves with how many. */
export async function publishChanges(
  { kafka, logger, topicPrefix }: BenchServers,
  orders: readonly PlacedOrder[],
  { perSecond, seconds, firstVersion }: Changes,
): Promise<number> {
  const producer = createProducer({ kafka, logger, lingerMs: 0 });
  const startedAt = performance.now();
  const total = perSecond * seconds;
  let sent = 0;
  while (sent < total) {
    const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1_000) * perSecond));
    const records = Array.from({ length: due - sent }, (_, index) => {
      const number = sent + index;
      return recordOf(orders, number, firstVersion, topicPrefix);
    }).filter((record) => record !== undefined);
    sent = due;
    if (records.length > 0) await producer.send(records);
    await setTimeout(EVERY_MS);
  }
  await producer.stop();
  return total;
}

function recordOf(orders: readonly PlacedOrder[], number: number, firstVersion: number, topicPrefix: string) {
  const order = orders[number % orders.length];
  if (order === undefined) return undefined;
  const version = firstVersion + Math.floor(number / orders.length);
  const now = timestampOf(new Date());
  const data = {
    orderId: order.id,
    userId: order.userId,
    version,
    status: 'PENDING' as const,
    title: null,
    total: null,
    lines: [],
    rejection: null,
    placedAt: now,
    settledAt: null,
  };
  const told = event(orderUpdated, data, { subject: order.id, sequence: version });
  const headers = headersOf(told, { id: `${order.id}-${version}`, source: 'bench', time: now });
  return { topic: topicPrefix + told.topic, key: told.key, value: told.payload, headers };
}
