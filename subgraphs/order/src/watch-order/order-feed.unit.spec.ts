import { deriveId, type OrderId, type UserId } from '@rushgraph/contracts';
import { createMetrics } from '@rushgraph/service';
import { expect, test } from 'vitest';
import { pendingOrder } from '../order/order.ts';
import { UnreadableOrder } from '../order/order-reader.ts';
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
  expect(told).toEqual(['watched', 'read', 'read']);
  // There are no such orders.
  expect(feed.isAnyWatched()).toBe(false);
  await feed.watch(deriveId<OrderId>('order', 'a'), viewer);
  expect(told).toEqual(['watched', 'read', 'read', 'watched', 'read']);
});

const [good, bad] = [deriveId<OrderId>('order', 'good'), deriveId<OrderId>('order', 'bad')];

/** A feed on a store of two orders, which gives nothing when one that it is asked for cannot be read. */
function feedOfTwo() {
  const state = { version: 1, unreadable: new Set<OrderId>(), isAway: false };
  const feed = createOrderFeed({
    reader: {
      async orders(ids) {
        if (state.isAway) throw new Error('away');
        const broken = ids.find((id) => state.unreadable.has(id));
        if (broken !== undefined) throw new UnreadableOrder(broken, new Error('no title'));
        const order = (id: OrderId) => pendingOrder({ id, userId: viewer.id, placedAt: new Date(0) });
        return new Map(ids.map((id) => [id, { ...order(id), version: state.version }]));
      },
      lines: async () => new Map(),
    },
    metrics: createMetrics('order', { defaults: false }),
  });
  return { feed, state };
}

test('an order that cannot be read fails whoever watches it, and nobody who asks at the same time', async () => {
  const { feed, state } = feedOfTwo();
  state.unreadable.add(bad);
  const [watching, refused] = await Promise.allSettled([feed.watch(good, viewer), feed.watch(bad, viewer)]);
  expect(refused).toMatchObject({ status: 'rejected', reason: { name: 'UnreadableOrder' } });
  expect(watching.status).toBe('fulfilled');
  expect([feed.isWatched(good), feed.isWatched(bad)]).toEqual([true, false]);
});

test('after a gap, an order that can be read no more fails its watcher, and is not read again', async () => {
  const { feed, state } = feedOfTwo();
  const watching = await feed.watch(good, viewer);
  const failing = await feed.watch(bad, viewer);
  await Promise.all([watching?.next(), failing?.next()]);
  state.version = 2;
  state.unreadable.add(bad);
  await feed.readAnew();
  expect((await watching?.next())?.value?.order).toMatchObject({ id: good, version: 2 });
  await expect(failing?.next()).rejects.toThrow(UnreadableOrder);
  expect(feed.isWatched(bad)).toBe(false);
});

test('while the store is away after a gap nobody is failed, and the feed is told to try again', async () => {
  const { feed, state } = feedOfTwo();
  const watching = await feed.watch(good, viewer);
  await watching?.next();
  Object.assign(state, { isAway: true, version: 2 });
  await expect(feed.readAnew()).rejects.toThrow('away');
  state.isAway = false;
  await feed.readAnew();
  expect((await watching?.next())?.value?.order.version).toBe(2);
});
