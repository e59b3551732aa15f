import { setImmediate } from 'node:timers/promises';
import { eventually, race, testMongo } from '@rushgraph/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { moment, orderUpdate } from '../../test/happenings.ts';
import { listedOrder, type Manner } from '../../test/owners.ts';
import { readingFixture } from '../../test/reading-fixture.ts';
import { foldBatch } from '../fold-my-page/fold-batch.ts';
import { emptyDocument, foldMyPage } from '../fold-my-page/fold-my-page.ts';
import { toldByComposing, toldByOrder } from '../fold-my-page/happening.ts';

const ada = '0000000000000000000000000A';
let mongo: Awaited<ReturnType<typeof testMongo>>;
let shop: Awaited<ReturnType<typeof readingFixture>>;

beforeEach(async () => {
  mongo = await testMongo();
  shop = await readingFixture({ mongoUrl: mongo.url });
});
afterEach(async () => {
  await shop.stop();
  await mongo.drop();
});

const calls = () => Object.values(shop.owners).map((owner) => owner.calls);
const composedPage = {
  name: 'Ada',
  orderCount: 1,
  couponCount: 1,
  missing: [],
  composed: ['PROFILE', 'ORDERS', 'COUPONS'],
  orders: [{ id: listedOrder.id, status: 'PENDING' }],
};

describe('the first read of a customer', () => {
  test('is composed from the owners, handed to the writer, and not written by the reader', async () => {
    expect((await shop.ask(ada)).page).toMatchObject(composedPage);
    expect(await shop.store.load(ada)).toBeNull();
    await shop.write();
    expect((await shop.ask(ada)).page).toMatchObject({ ...composedPage, composed: [] });
    expect(calls()).toEqual([1, 1, 1]);
  });

  test('is composed once by twenty readers of two instances', async () => {
    const { owners } = shop;
    const other = await readingFixture({ mongoUrl: mongo.url, owners });
    try {
      let isAnswered = false;
      const writing = writeUntil(() => isAnswered, [shop, other]);
      const answers = await race(20, (index) => (index % 2 === 0 ? shop : other).ask(ada));
      isAnswered = true;
      await writing;
      for (const answer of answers) {
        expect(answer.status === 'fulfilled' && answer.value.page).toMatchObject({
          name: 'Ada',
          orderCount: 1,
          missing: [],
        });
      }
      expect(calls()).toEqual([1, 1, 1]);
      expect(shop.handedOver.length + other.handedOver.length).toBe(1);
    } finally {
      await other.stop();
    }
  });

  test('does not wait for ever for an instance that has claimed it and ended', async () => {
    await shop.store.claim([ada], new Date(), 1_000);
    expect((await shop.ask(ada)).page).toMatchObject(composedPage);
  });

  test('shows what it was told of more orders than a page has, without a count, and hands over the other parts only', async () => {
    shop.owners.order.me = { orders: { pageInfo: { hasNextPage: true }, nodes: [listedOrder] } };
    expect((await shop.ask(ada)).page).toMatchObject({ ...composedPage, orderCount: null });
    expect(shop.handedOver).toMatchObject([{ profile: { name: 'Ada' }, orders: null, coupons: [{}] }]);
  });

  test('of an account that is gone has no page', async () => {
    shop.owners.user.me = null;
    expect(await shop.ask(ada)).toEqual({ page: null, code: undefined });
    expect(shop.handedOver).toEqual([]);
  });
});

/** The one writer, which takes what both instances hand over. */
async function writeUntil(isOver: () => boolean, instances: readonly (typeof shop)[]): Promise<void> {
  while (!isOver()) {
    for (const instance of instances) await instance.write();
    await setImmediate();
  }
}

describe('an owner that does not answer', () => {
  describe.each(['order', 'coupon'] as const)('the %s service', (owner) => {
    const manners = ['away', 'refuses', 'garbage', 'frozen'] as const satisfies readonly Manner[];
    const part = owner === 'order' ? 'ORDERS' : 'COUPONS';
    const others = composedPage.composed.filter((name) => name !== part);
    const lacking = owner === 'order' ? { orders: null, orderCount: null } : { couponCount: null };
    /** Only one that is frozen needs a limit to fail at all. */
    const limited = (manner: Manner) => (manner === 'frozen' ? { timeLimitMs: 300 } : {});

    test.each(manners)('costs its part alone: %s', async (manner) => {
      await shop.stop();
      shop = await readingFixture({ mongoUrl: mongo.url, policy: limited(manner) });
      shop.owners[owner].manner = manner;
      expect((await shop.ask(ada)).page).toMatchObject({
        name: 'Ada',
        ...lacking,
        missing: [part],
        composed: others,
      });
      await shop.write();
      shop.owners[owner].manner = 'answers';
      expect((await shop.ask(ada)).page).toMatchObject({ ...composedPage, composed: [part] });
      expect(shop.owners.user.calls).toBe(1);
    });

    test('costs a page its part when all its tries end with the deadline', async () => {
      await shop.stop();
      shop = await readingFixture({ mongoUrl: mongo.url, limitMs: 300, policy: { tries: 5 } });
      shop.owners[owner].manner = 'frozen';
      expect((await shop.ask(ada)).page).toMatchObject({ name: 'Ada', missing: [part], composed: others });
    });

    test.each(manners)(
      'is not called any more after some failures, and is again when it is back: %s',
      async (manner) => {
        await shop.stop();
        const breaker = { windowCalls: 4, minimumCalls: 4, trialCalls: 1, openMs: 500 };
        shop = await readingFixture({ mongoUrl: mongo.url, policy: { ...breaker, ...limited(manner) } });
        shop.owners[owner].manner = manner;
        for (let customer = 0; customer < 8; customer++) await shop.ask(`customer-${customer}`);
        expect(shop.owners[owner].calls).toBeLessThan(8);
        shop.owners[owner].manner = 'answers';
        await eventually(async () => {
          expect((await shop.ask('customer-9')).page?.missing).toEqual([]);
        });
      },
    );
  });

  test('is needed when it owns the account, and nothing else is known', async () => {
    shop.owners.user.manner = 'refuses';
    expect((await shop.ask(ada)).code).toBe('SUBGRAPH_UNAVAILABLE');
    await foldBatch(shop.store, [toldByOrder(orderUpdate(ada, 1), moment(1))]);
    expect((await shop.ask(ada)).page).toMatchObject({ name: null, orderCount: 1, missing: ['PROFILE'] });
  });
});

describe('an event between composing and writing', () => {
  /** The order is confirmed after its owner was asked, and its event is folded before what was composed comes. */
  async function composeWhileConfirmed(): Promise<void> {
    const confirmed = { ...orderUpdate(ada, 1, 2), orderId: listedOrder.id };
    shop.owners.coupon.before = () => foldBatch(shop.store, [toldByOrder(confirmed, moment(5))]).then(() => undefined);
    expect((await shop.ask(ada)).page?.orders).toMatchObject([{ status: 'PENDING' }]);
  }

  test('is not undone by what was composed before it', async () => {
    await composeWhileConfirmed();
    await shop.write();
    expect((await shop.ask(ada)).page).toMatchObject({
      orderCount: 1,
      orders: [{ id: listedOrder.id, status: 'CONFIRMED' }],
    });
  });

  test('would be, if the reader wrote what it has composed', async () => {
    await composeWhileConfirmed();
    const [composed] = shop.handedOver;
    if (composed === undefined) throw new Error('nothing was composed');
    const page = foldMyPage(emptyDocument(ada), toldByComposing(composed), () => false);
    await mongo.db.collection<{ _id: string }>('my_page').replaceOne({ _id: ada }, page, { upsert: true });
    expect((await shop.ask(ada)).page?.orders).toMatchObject([{ status: 'PENDING' }]);
  });
});
