import { join } from 'node:path';
import type { CampaignId, UserId } from '@rushgraph/contracts';
import { deriveId } from '@rushgraph/contracts';
import { fieldsOf, type Issue, positionOf, queueKeys } from '@rushgraph/coupon/queue';
import { testDatabase, testRedis } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { insert, NOW } from '../../../test/shop-stores.ts';
import { judgeQueues } from './judge-queues.ts';
import { readQueues } from './read-queues.ts';

const campaign = deriveId<CampaignId>('campaign', 'audit');
const keys = queueKeys(campaign);
const SEED = '0123456789abcdef0123456789abcdef';
const user = (index: number) => deriveId<UserId>('user', String(index));
const issueTo = (index: number): Issue => ({
  kind: 'issued',
  user: user(index),
  line: 7,
  ticket: index,
  place: index,
  at: NOW.getTime(),
});

let coupon: Awaited<ReturnType<typeof testDatabase>>;
let redis: Awaited<ReturnType<typeof testRedis>>;
beforeAll(async () => {
  coupon = await testDatabase(join(import.meta.dirname, '..', '..', '..', '..', 'subgraphs', 'coupon', 'migrations'));
  redis = await testRedis();
});
afterAll(async () => {
  await coupon.drop();
  await redis.drop();
});

/** Six coupons of ten were given out: four are written, two are in the stream. The first three were shuffled. */
beforeEach(async () => {
  const { database } = coupon;
  await redis.flush();
  for (const table of ['campaign', 'coupon']) await database.run(`DELETE FROM ${table}`);
  await insert(
    database,
    'campaign',
    'id, name, discount_amount, currency, mode, quantity, issued, opens_at, closes_at, created_at, shuffle_seed, shuffle_count, shuffle_line',
    [campaign, 'rush', 1, 'KRW', 'QUEUED', 10, 4, NOW, new Date(NOW.getTime() + 1), NOW, SEED, 3, 7],
  );
  const order = { seed: SEED, count: 3 };
  const tickets = [1, 2, 3].toSorted((left, right) => positionOf(order, left) - positionOf(order, right));
  const rows = [...tickets, 4].map((ticket, index) => [
    deriveId('coupon', String(ticket)),
    campaign,
    user(ticket),
    'ISSUED',
    1,
    NOW,
    7,
    ticket,
    index + 1,
  ]);
  await insert(
    database,
    'coupon',
    'id, campaign_id, user_id, status, version, issued_at, queue_line, ticket, place',
    ...rows,
  );
  await redis.redis.hset(keys.state, { gate: 'OPEN' });
  for (const index of [1, 2, 3, 4, 5, 6]) await redis.redis.hset(keys.issued, user(index), `${index}:1`);
  for (const index of [5, 6]) await redis.redis.xadd(keys.issues, '*', ...fieldsOf(issueTo(index)));
});

async function broken(): Promise<string[]> {
  const verdicts = judgeQueues(await readQueues(coupon.database, redis.redis));
  return verdicts.filter(({ state }) => state === 'broken').map(({ invariant, figures }) => `${invariant}: ${figures}`);
}

it('passes a healthy queue, part of it in motion', async () => {
  expect(await broken()).toEqual([]);
  const [written] = judgeQueues(await readQueues(coupon.database, redis.redis));
  expect(written?.figures).toBe('0 of 6 coupons missing, 2 not written yet');
});

it('finds what was given out and is nowhere', async () => {
  await redis.redis.xtrim(keys.issues, 'MAXLEN', 1);
  expect(await broken()).toEqual([
    `what a queue gave out is in its stream or in MySQL: 1 of 6 coupons missing, 1 not written yet: ${campaign}`,
  ]);
});

it('finds what the queue does not know, unless it is shut and about to be told', async () => {
  await redis.redis.hdel(keys.issued, user(2));
  expect(await broken()).toEqual([`a queue knows every coupon of its campaign: 1 unknown (1 queue): ${campaign}`]);
  await redis.redis.hset(keys.state, { gate: 'SHUT' });
  expect(await broken()).toEqual([]);
});

it('finds a queue that has promised too much', async () => {
  await coupon.database.run('UPDATE campaign SET quantity = 5');
  expect(await broken()).toEqual([`no queue gives out more than its campaign has: 1 of 1 queue over: ${campaign}`]);
});

it('finds who was served out of line, and checks the draw again', async () => {
  await coupon.database.run('UPDATE coupon SET place = 9 WHERE place = 1');
  expect(await broken()).toEqual([
    `coupons of a queue go to those who are next in line: 1 coupon out of line: ${campaign}`,
  ]);
  await coupon.database.run('UPDATE coupon SET place = 1 WHERE place = 9');
  await coupon.database.run("UPDATE campaign SET shuffle_seed = 'ffffffffffffffffffffffffffffffff'");
  expect(await broken()).not.toEqual([]);
});

it('finds what was set aside', async () => {
  await redis.redis.xadd(keys.dead, '*', 'reason', 'odd');
  expect(await broken()).toEqual([`no issue was set aside: 1 entry set aside: ${campaign}`]);
});
