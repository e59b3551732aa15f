import { closeRedis, createRedis, pingRedis } from '@rushgraph/redis';
import { silentLogger, testRedis } from '@rushgraph/testkit';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AnswerThief, startAnswerThief } from '../../test/answer-thief.ts';
import { user } from '../../test/coupon-fixture.ts';
import { OPENS_AT, queueFixture } from '../../test/queue-fixture.ts';

let store: Awaited<ReturnType<typeof testRedis>>;
let thief: AnswerThief;
let redis: Redis;
beforeAll(async () => {
  store = await testRedis();
  thief = await startAnswerThief(store.url);
  redis = createRedis({ url: thief.url, name: 'coupon', logger: silentLogger() });
  await pingRedis(redis);
});
afterAll(async () => {
  await closeRedis(redis);
  await thief.stop();
  await store.drop();
});
beforeEach(() => store.flush());

/** A queue of ten behind the thief, with a mover. */
async function openQueue(name: string) {
  const queue = queueFixture({ ...store, redis }, name);
  await queue.setTime(OPENS_AT);
  for (const customer of Array.from({ length: 10 }, (_, index) => `u${index}`)) await queue.join(customer);
  const token = (await queue.lease('mover')) ?? '';
  await queue.openGate();
  // The script is known to the server, so that what is sent again is what was sent.
  await queue.issue(token, 0);
  return { queue, token };
}

describe('a call whose answer is lost is sent again when the connection is back', () => {
  async function admitAndLose(name: string, compareServing: boolean) {
    const { queue, token } = await openQueue(name);
    const admit = queue.admitWith({ compareServing });
    await admit(queue.campaign.id, { token, serving: 0, most: 0, mostUnwritten: 100, pace: 1 });
    const [calls, lost] = [thief.asked(token), thief.lost()];
    thief.loseAnswerTo(token);
    const answer = await admit(queue.campaign.id, { token, serving: 0, most: 3, mostUnwritten: 100, pace: 1 });
    expect([thief.lost() - lost, thief.asked(token) - calls]).toEqual([1, 2]);
    return { answer, issued: await queue.issuedTo() };
  }

  it('a batch is issued once', async () => {
    const { answer, issued } = await admitAndLose('once', true);
    expect(answer).toMatchObject({ kind: 'MOVED', serving: 3, total: 3 });
    expect(issued).toEqual(['u0', 'u1', 'u2'].map(user));
  });

  it('and without the comparison, twice', async () => {
    const { issued } = await admitAndLose('twice', false);
    expect(issued).toHaveLength(6);
  });

  it('a customer has one ticket', async () => {
    const { queue } = await openQueue('ticket');
    const lost = thief.lost();
    thief.loseAnswerTo(user('new'));
    expect(await queue.join('new')).toMatchObject({ ticket: { ticket: 11 } });
    expect(thief.lost() - lost).toBe(1);
    expect(await queue.join('newer')).toMatchObject({ ticket: { ticket: 12 } });
  });

  it('a lease has one token', async () => {
    const { queue } = await openQueue('lease');
    await store.redis.del(queue.keys.lease);
    thief.loseAnswerTo('second');
    expect(await queue.lease('second')).toBe('2:second');
    expect(await queue.lease('second')).toBe('2:second');
  });
});

describe('a mover that dies between its call and the answer', () => {
  async function succeed(name: string, compareServing: boolean) {
    const { queue, token } = await openQueue(name);
    const ask = { serving: 0, most: 4, mostUnwritten: 100, pace: 1 };
    // Issued, and nobody has heard of it.
    await queue.admitWith({})(queue.campaign.id, { ...ask, token });
    await store.redis.del(queue.keys.lease);
    const next = (await queue.lease('successor')) ?? '';
    // The successor means to serve the same customers, as far as it knows.
    await queue.admitWith({ compareServing })(queue.campaign.id, { ...ask, token: next });
    return queue.issuedTo();
  }

  it('has a successor that goes on where the queue is', async () => {
    expect(await succeed('goes on', true)).toEqual(['u0', 'u1', 'u2', 'u3'].map(user));
  });

  it('and without the comparison the successor would serve a batch beyond the rate', async () => {
    expect(await succeed('beyond', false)).toHaveLength(8);
  });
});
