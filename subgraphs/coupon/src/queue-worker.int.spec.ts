import { eventually } from '@rushgraph/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { user } from '../test/coupon-fixture.ts';
import { anyRedis, redisKinds } from '../test/queue-fixture.ts';
import { type RushFixture, rushFixture } from '../test/rush-fixture.ts';
import { queueKeys } from './queue/queue-keys.ts';

const names = (count: number) => Array.from({ length: count }, (_, index) => `u${index}`);
const exactly = (count: number) => ({
  campaign: count,
  rows: count,
  events: count,
  redis: count,
  unwritten: 0,
  dead: 0,
});

describe.each(redisKinds)('a queue from the first ticket to the last row, in %s', (kind) => {
  let shop: RushFixture;
  beforeAll(async () => {
    shop = await rushFixture(await anyRedis(kind));
  });
  afterAll(() => shop.drop());
  beforeEach(() => shop.clear());
  afterEach(() => shop.stopWorkers());

  it('300 customers, 100 coupons, two workers: the first 100 tickets, each once in every store, and the others are told', async () => {
    const campaign = await shop.campaign('rush', { mode: 'QUEUED', quantity: 100 });
    shop.startWorker();
    shop.startWorker();
    const tickets = await Promise.all(
      names(300).map(async (name) => ({ name, outcome: await shop.join(campaign, name) })),
    );
    await eventually(async () => expect(await shop.counts(campaign)).toEqual(exactly(100)));
    const served = tickets.filter(({ outcome }) => outcome.kind === 'ticket' && outcome.ticket.ticket <= 100);
    const rows = await shop.rows(campaign);
    expect(rows.map(({ ticket }) => ticket)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    expect(rows.map(({ place }) => place)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    expect(new Set(rows.map(({ user_id }) => user_id))).toEqual(new Set(served.map(({ name }) => user(name))));
    for (const { name, outcome } of tickets) {
      const isServed = served.some((one) => one.name === name);
      if (outcome.kind === 'ticket') expect(await shop.state(campaign, name)).toBe(isServed ? 'ISSUED' : 'SOLD_OUT');
      else expect(outcome.kind).toBe('SOLD_OUT');
    }
  });

  it('keeps the seed of the shuffle in MySQL', async () => {
    const campaign = await shop.campaign('soon', { mode: 'QUEUED', opens: 1 });
    await shop.join(campaign, 'ann');
    await shop.store.redis.hset(queueKeys(campaign.id).state, 'opensAt', Date.now() - 1);
    shop.startWorker();
    await eventually(async () => expect(await shop.counts(campaign)).toMatchObject({ rows: 1, unwritten: 0 }));
    const [row] = await shop.database.rows(
      'SELECT shuffle_seed AS seed, shuffle_count AS count, shuffle_line AS line FROM campaign',
    );
    const [seed, line] = await shop.store.redis.hmget(queueKeys(campaign.id).state, 'seed', 'line');
    expect(row).toEqual({ seed, count: 1, line: Number(line) });
  });

  it('gives nothing to a queue that has nothing to give, or has closed', async () => {
    const empty = await shop.campaign('empty', { mode: 'QUEUED', quantity: 3, issued: 3 });
    const closing = await shop.campaign('closing', { mode: 'QUEUED', closes: 1 });
    for (const campaign of [empty, closing]) await shop.join(campaign, 'ann');
    await shop.store.redis.hset(queueKeys(closing.id).state, 'closesAt', Date.now() - 1);
    // In MySQL as many have coupons as there are.
    for (const name of ['x', 'y', 'z'])
      await shop.store.redis.hset(queueKeys(empty.id).issued, user(name), `1:${Date.now()}`);
    shop.startWorker();
    await eventually(async () => expect(await shop.state(empty, 'ann')).toBe('SOLD_OUT'));
    await eventually(async () => expect(await shop.state(closing, 'ann')).toBe('CLOSED'));
    expect(await shop.counts(closing)).toEqual(exactly(0));
  });

  it('ends with its campaign: coupons expire, each with one event, and Redis forgets the queue in time', async () => {
    const campaign = await shop.campaign('over', { mode: 'QUEUED', quantity: 700 });
    await Promise.all(names(700).map((name) => shop.join(campaign, name)));
    shop.startWorker();
    await eventually(async () => expect(await shop.counts(campaign)).toEqual(exactly(700)));
    await shop.database.run('UPDATE campaign SET closes_at = UTC_TIMESTAMP(3)');
    await shop.store.redis.hset(queueKeys(campaign.id).state, 'closesAt', Date.now() - 1);
    shop.startWorker();
    await eventually(async () => {
      const [row] = await shop.database.rows<{ ended: Date | null }>('SELECT ended_at AS ended FROM campaign');
      expect(row?.ended).not.toBeNull();
    });
    const events = await shop.events();
    const versions = Object.groupBy(events, ({ version, status }) => `${version} ${status}`);
    expect(versions['1 ISSUED']).toHaveLength(700);
    expect(versions['2 EXPIRED']).toHaveLength(700);
    expect(new Set(versions['2 EXPIRED']?.map(({ couponId }) => couponId)).size).toBe(700);
    expect(events).toHaveLength(1_400);
    expect((await shop.rows(campaign)).every(({ status, version }) => status === 'EXPIRED' && version === 2)).toBe(
      true,
    );
    await eventually(async () =>
      expect(await shop.store.redis.pttl(queueKeys(campaign.id).tickets)).toBeGreaterThan(0),
    );
  });
});
