import {
  type CouponUpdated,
  couponUpdated,
  couponUpdatedV1,
  type OrderUpdated,
  orderUpdated,
  orderUpdatedV1,
  type UserId,
} from '@rushgraph/contracts';
import type { EventDefinition, ProducerRecord } from '@rushgraph/messaging';
import { createMetrics } from '@rushgraph/service';
import { type Chance, eventually, faultRow, shuffle } from '@rushgraph/testkit';
import { expect } from 'vitest';
import { foldingFixture } from '../../test/folding-fixture.ts';
import { couponRecord, customer, orderRecord, profileRecord } from '../../test/records.ts';
import { createMyPageStore } from '../store-my-page/my-page-store.ts';
import { servedOf } from './compare-pages.ts';
import { PoorerPages, rebuildPages } from './rebuild-pages.ts';

const customers = [...'ABCDEFGH'].map(customer);
const ORDERS = 60;
const COUPONS = 30;
/** A segment ends with the first record after a second; the cleaner of the broker looks every 15 seconds. */
const soon = { 'cleanup.policy': 'compact', 'segment.ms': '1000', 'min.cleanable.dirty.ratio': '0' };
const COMPACTED = { timeoutMs: 200_000, everyMs: 1_500 };

interface Kinds {
  readonly order: EventDefinition<OrderUpdated>;
  readonly coupon: EventDefinition<CouponUpdated>;
}

/** Everything happens to the orders and coupons of all customers in an order of chance, version after version. */
function history(chance: Chance, topicPrefix: string, { order, coupon }: Kinds): readonly ProducerRecord[] {
  const things = customers.flatMap((user) => [
    ...Array.from({ length: ORDERS }, (_, number) => ({ user, number, last: 3, record: ofOrder })),
    ...Array.from({ length: COUPONS }, (_, number) => ({ user, number, last: 2, record: ofCoupon })),
  ]);
  const turns = shuffle(
    chance,
    things.flatMap((thing) => Array.from({ length: thing.last }, () => thing)),
  );
  const told = new Map<object, number>();
  return turns.map((thing) => {
    const version = (told.get(thing) ?? 0) + 1;
    told.set(thing, version);
    return thing.record(thing.user, thing.number, version);
  });

  function ofOrder(user: UserId, number: number, version: number): ProducerRecord {
    return orderRecord(topicPrefix, user, number, version, order);
  }
  function ofCoupon(user: UserId, number: number, version: number): ProducerRecord {
    return couponRecord(topicPrefix, user, number, version, coupon);
  }
}

async function tellAll(
  shop: Awaited<ReturnType<typeof foldingFixture>>,
  chance: Chance,
  kinds: Kinds,
): Promise<number> {
  const records = history(chance, shop.topicPrefix, kinds);
  await shop.producer.send(customers.map((user) => profileRecord(shop.topicPrefix, user, 1)));
  await shop.producer.send(records);
  await eventually(
    async () => {
      for (const page of (await pagesOf(shop, 1)).values()) {
        expect([page.orders.count, page.coupons.count]).toEqual([ORDERS, COUPONS]);
        expect(page.orders.newest.every(({ version }) => version === 3)).toBe(true);
        expect(page.coupons.newest.every(({ version }) => version === 2)).toBe(true);
      }
    },
    { timeoutMs: 60_000 },
  );
  return records.length;
}

const pagesOf = (shop: Awaited<ReturnType<typeof foldingFixture>>, generation: number) =>
  createMyPageStore(shop.mongo.db, generation).loadMany(customers);

/** What customers are shown, with the times of its parts. */
async function shownOf(shop: Awaited<ReturnType<typeof foldingFixture>>, generation: number) {
  const pages = await pagesOf(shop, generation);
  return customers.map((user) => {
    const page = pages.get(user);
    return page && [servedOf(page), page.asOf];
  });
}

faultRow('pages that are rebuilt from topics after Kafka has compacted them are the live ones', async (chance) => {
  const shop = await foldingFixture({ config: soon });
  try {
    const told = await tellAll(shop, chance, { order: orderUpdated, coupon: couponUpdated });
    const live = await shownOf(shop, 1);
    await eventually(async () => {
      await endSegments(shop, orderUpdated, couponUpdated);
      const metrics = createMetrics('rebuild', { defaults: false });
      const { generation, comparison } = await rebuildPages({ ...shop.rebuild, metrics });
      expect(comparison.poorer).toEqual([]);
      expect(await shownOf(shop, generation.live)).toEqual(live);
      expect(await recordsTaken(metrics)).toBeLessThan(told / 2);
    }, COMPACTED);
  } finally {
    await shop.stop();
  }
});

faultRow('control: they would know less, if records had their customer as key', async (chance) => {
  const more = [orderUpdatedV1, couponUpdatedV1].map(({ topic }) => ({ name: topic, partitions: 4, config: {} }));
  const shop = await foldingFixture({ config: soon, more });
  try {
    await tellAll(shop, chance, { order: orderUpdatedV1, coupon: couponUpdatedV1 });
    await eventually(async () => {
      await endSegments(shop, orderUpdatedV1, couponUpdatedV1);
      await expect(rebuildPages(shop.rebuild)).rejects.toThrow(PoorerPages);
    }, COMPACTED);
  } finally {
    await shop.stop();
  }
});

/** The last segment of a partition is not compacted: what everybody knows already begins a new one. */
async function endSegments(
  shop: Awaited<ReturnType<typeof foldingFixture>>,
  order: EventDefinition<OrderUpdated>,
  coupon: EventDefinition<CouponUpdated>,
): Promise<void> {
  await shop.producer.send(
    customers.flatMap((user) => [
      orderRecord(shop.topicPrefix, user, ORDERS - 1, 3, order),
      couponRecord(shop.topicPrefix, user, COUPONS - 1, 2, coupon),
    ]),
  );
}

async function recordsTaken(metrics: ReturnType<typeof createMetrics>): Promise<number> {
  const metric = await metrics.registry.getSingleMetric('consumer_batch_records')?.get();
  const sums = metric?.values.filter((value) => 'metricName' in value && String(value.metricName).endsWith('_sum'));
  return (sums ?? []).reduce((sum, { value }) => sum + value, 0);
}
