import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AnyRedis, SEED, user } from '../../test/coupon-fixture.ts';
import { anyRedis, CLOSES_AT, OPENS_AT, queueFixture, redisKinds } from '../../test/queue-fixture.ts';
import { positionOf } from '../queue/line-order.ts';

const names = (count: number) => Array.from({ length: count }, (_, index) => `u${index + 1}`);

describe.each(redisKinds)('issuing to those who are next in %s', (kind) => {
  let store: AnyRedis;
  beforeAll(async () => {
    store = await anyRedis(kind);
  });
  afterAll(() => store.drop());
  beforeEach(() => store.flush());

  /** An open queue with so many customers in it, and the token of its mover. */
  async function openQueue(name: string, customers: number, quantity = 10) {
    const queue = queueFixture(store, name, quantity);
    await queue.setTime(OPENS_AT);
    for (const customer of names(customers)) await queue.join(customer);
    const token = (await queue.lease('first')) ?? '';
    await queue.openGate();
    return { queue, token };
  }

  it('follows the order of the tickets, writes each issue to the stream, and stops at the last coupon', async () => {
    const { queue, token } = await openQueue('order', 15, 10);
    expect(await queue.issue(token, 4)).toMatchObject({ kind: 'ADMITTED', issued: 4, serving: 4, last: 15 });
    expect(await queue.issue(token, 100)).toMatchObject({ kind: 'ADMITTED', issued: 6, total: 10 });
    expect(await queue.issue(token, 100)).toMatchObject({ kind: 'SOLD_OUT', issued: 0, total: 10 });
    expect(await queue.issuedTo()).toEqual(names(10).map(user));
    const line = await store.redis.hget(queue.keys.state, 'line');
    expect((await queue.issues())[9]).toEqual({
      kind: 'issued',
      user: user('u10'),
      line,
      ticket: '10',
      place: '10',
      at: String(OPENS_AT),
    });
  });

  it('follows the order that the seed has drawn for those who came before the opening', async () => {
    const queue = queueFixture(store, 'drawn', 40);
    await queue.setTime(OPENS_AT - 1);
    for (const customer of names(30)) await queue.join(customer);
    const token = (await queue.lease('first')) ?? '';
    await queue.openGate();
    expect(await queue.issue(token, 5)).toMatchObject({ kind: 'SCHEDULED', issued: 0 });
    await queue.setTime(OPENS_AT);
    for (const customer of ['late1', 'late2']) await queue.join(customer);
    for (const most of [7, 25]) await queue.issue(token, most);
    const order = { count: 30, seed: SEED };
    const drawn = names(30).toSorted(
      (left, right) => positionOf(order, Number(left.slice(1))) - positionOf(order, Number(right.slice(1))),
    );
    expect(await queue.issuedTo()).toEqual([...drawn, 'late1', 'late2'].map(user));
  });

  it('issues at the last millisecond and not at the closing', async () => {
    const { queue, token } = await openQueue('closing', 3);
    await queue.setTime(CLOSES_AT - 1);
    expect(await queue.issue(token, 1)).toMatchObject({ kind: 'ADMITTED', issued: 1 });
    await queue.setTime(CLOSES_AT);
    expect(await queue.issue(token, 1)).toMatchObject({ kind: 'CLOSED', issued: 0 });
    await queue.setTime(CLOSES_AT - 1);
    expect(await queue.issue(token, 1)).toMatchObject({ kind: 'CLOSED', issued: 0 });
  });

  it('leaves no more unwritten than may be', async () => {
    const { queue, token } = await openQueue('lag', 10);
    const { campaign } = queue;
    const admit = queue.admitWith({});
    const ask = { token, serving: 0, most: 10, mostUnwritten: 3, pace: 1 };
    expect(await admit(campaign.id, ask)).toMatchObject({ issued: 3, unwritten: 3 });
    expect(await admit(campaign.id, { ...ask, serving: 3 })).toMatchObject({ issued: 0, unwritten: 3 });
  });

  it('passes over who has a coupon already', async () => {
    const { queue, token } = await openQueue('known', 3, 2);
    await store.redis.hset(queue.keys.issued, user('u1'), `1:${OPENS_AT}`);
    await store.redis.hset(queue.keys.state, { issued: '1', place: '1' });
    expect(await queue.issue(token, 3)).toMatchObject({ issued: 0, serving: 1 });
    expect(await queue.issue(token, 3)).toMatchObject({ issued: 1, serving: 2, total: 2 });
    expect(await queue.issuedTo()).toEqual([user('u2')]);
  });

  describe('a batch that is sent twice', () => {
    const twice = async (name: string, compareServing: boolean) => {
      const { queue, token } = await openQueue(name, 10);
      const admit = queue.admitWith({ compareServing });
      const ask = { token, serving: 0, most: 3, mostUnwritten: 100, pace: 1 };
      const answers = [await admit(queue.campaign.id, ask), await admit(queue.campaign.id, ask)];
      return { answers, issued: (await queue.issuedTo()).length };
    };

    it('is issued once', async () => {
      const { answers, issued } = await twice('twice', true);
      expect(answers).toMatchObject([
        { kind: 'ADMITTED', serving: 3 },
        { kind: 'MOVED', serving: 3, issued: 0 },
      ]);
      expect(issued).toBe(3);
    });

    it('and without the comparison, twice as many get a coupon as were meant to', async () => {
      expect((await twice('twice unguarded', false)).issued).toBe(6);
    });
  });

  describe('a mover that was replaced', () => {
    const replaced = async (name: string, fence: boolean) => {
      const { queue, token } = await openQueue(name, 10);
      await store.redis.del(queue.keys.lease);
      const next = await queue.lease('second');
      expect(next).not.toBe(token);
      const answer = await queue.issue(token, 3, queue.admitWith({ fence }));
      return { answer, issued: (await queue.issuedTo()).length };
    };

    it('issues nothing', async () => {
      expect(await replaced('fenced', true)).toEqual({ answer: { kind: 'FENCED' }, issued: 0 });
    });

    it('and without the fence, goes on beside the other', async () => {
      expect((await replaced('unfenced', false)).issued).toBe(3);
    });
  });

  describe('a queue that was not compared with MySQL', () => {
    const unopened = async (name: string, gate: boolean) => {
      const queue = queueFixture(store, name);
      await queue.setTime(OPENS_AT);
      for (const customer of names(3)) await queue.join(customer);
      const token = (await queue.lease('first')) ?? '';
      return {
        answer: await queue.issue(token, 3, queue.admitWith({ gate })),
        issued: (await queue.issuedTo()).length,
      };
    };

    it('issues nothing', async () => {
      expect(await unopened('shut', true)).toEqual({ answer: { kind: 'SHUT' }, issued: 0 });
    });

    it('and without the gate, issues', async () => {
      expect((await unopened('no gate', false)).issued).toBe(3);
    });
  });

  it('a lease is extended for its holder, refused to others, and taken over with another token', async () => {
    const queue = queueFixture(store, 'lease');
    await queue.setTime(OPENS_AT);
    const first = await queue.lease('first');
    expect(first).toBe('1:first');
    expect(await queue.lease('second')).toBeUndefined();
    expect(await queue.lease('first')).toBe(first);
    await store.redis.del(queue.keys.lease);
    expect(await queue.lease('second')).toBe('2:second');
    expect(await queue.lease('first')).toBeUndefined();
    await store.redis.del(queue.keys.lease);
    expect(await queue.lease('first')).toBe('3:first');
  });
});
