import { deriveId, type OrderId, type UserId } from '@rushgraph/contracts';
import { createMetrics } from '@rushgraph/service';
import { expect, test } from 'vitest';
import { createOrderFeed } from './order-feed.ts';

const viewer = { kind: 'user', id: deriveId<UserId>('user', 'a'), roles: [], sessionId: 'a' } as const;

test('tells when the first order is watched, before it is read, and whether any is', async () => {
  const told: string[] = [];
  const feed = createOrderFeed({
    reader: {
      orders: async () => {
        told.push('read');
        return new Map();
      },
      lines: async () => new Map(),
    },
    metrics: createMetrics('order', { defaults: false }),
  });
  feed.onWatched(() => told.push(feed.isAnyWatched() ? 'watched' : 'too early'));
  const watching = ['a', 'b'].map((name) => feed.watch(deriveId<OrderId>('order', name), viewer));
  await Promise.all(watching);
  expect(told).toEqual(['watched', 'read']);
  // There are no such orders.
  expect(feed.isAnyWatched()).toBe(false);
  await feed.watch(deriveId<OrderId>('order', 'a'), viewer);
  expect(told).toEqual(['watched', 'read', 'watched', 'read']);
});
