import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AnyRedis, SEED, user } from '../../test/coupon-fixture.ts';
import { anyRedis, CLOSES_AT, OPENS_AT, queueFixture, redisKinds } from '../../test/queue-fixture.ts';
import { positionOf } from '../queue/line-order.ts';
import { createIssueStream } from '../write-issues/issue-stream.ts';

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
      line: Number(line),
      ticket: 10,
      place: 10,
      at: OPENS_AT,
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

  it('writes many issues into an entry, with the places and tickets of each', async () => {
    const { queue, token } = await openQueue('entries', 130, 200);
    expect(await queue.issue(token, 130)).toMatchObject({ issued: 130, unwritten: 130 });
    expect(await store.redis.xlen(queue.keys.issues)).toBe(3);
    const expected = names(130).map((name, index) => [user(name), index + 1, index + 1]);
    expect((await queue.issues()).map(({ user, ticket, place }) => [user, ticket, place])).toEqual(expected);
    const known = await store.redis.hmget(queue.keys.issued, user('u1'), user('u130'));
    expect(known).toEqual([`1:${OPENS_AT}`, `130:${OPENS_AT}`]);
  });

  describe('what is not written yet', () => {
    /** A queue that has issued twice three coupons, and a writer who was given the first three. */
    async function halfRead(name: string) {
      const { queue, token } = await openQueue(name, 20, 20);
      const stream = createIssueStream(store.redis, queue.campaign.id, 'writer');
      await queue.issue(token, 3);
      const read = await stream.readNew(10);
      await queue.issue(token, 3);
      const unwritten = async () => {
        const outcome = await queue.issue(token, 0);
        return 'unwritten' in outcome ? outcome.unwritten : outcome.kind;
      };
      return { queue, token, stream, read, unwritten };
    }

    it('is counted to the coupon, and once however often it is acknowledged', async () => {
      const { stream, read, unwritten } = await halfRead('counted');
      expect(await unwritten()).toBe(6);
      for (const _ of ['once', 'again']) {
        await stream.acknowledge(read);
        expect(await unwritten()).toBe(3);
      }
      await stream.acknowledge(await stream.readNew(10));
      expect(await unwritten()).toBe(0);
    });

    it('is never more than may be', async () => {
      const { queue, token, stream, read } = await halfRead('lag');
      const admit = queue.admitWith({});
      const ask = { token, serving: 6, most: 10, mostUnwritten: 8, pace: 1 };
      expect(await admit(queue.campaign.id, ask)).toMatchObject({ issued: 2, unwritten: 8 });
      expect(await admit(queue.campaign.id, { ...ask, serving: 8 })).toMatchObject({ issued: 0, unwritten: 8 });
      await stream.acknowledge(read);
      expect(await admit(queue.campaign.id, { ...ask, serving: 8 })).toMatchObject({ issued: 3, unwritten: 8 });
    });

    it('is not thought to be less while there are entries of an earlier version', async () => {
      const { queue, token } = await openQueue('earlier', 20, 20);
      const { issues } = queue.keys;
      const stream = createIssueStream(store.redis, queue.campaign.id, 'writer');
      for (const name of ['x1', 'x2'])
        await store.redis.xadd(issues, '*', ...Object.entries({ kind: 'issued', user: user(name) }).flat());
      expect(await queue.issue(token, 5)).toMatchObject({ issued: 5, unwritten: 7 });
      const earlier = await stream.readNew(2);
      expect(await queue.issue(token, 0)).toMatchObject({ unwritten: 8 });
      await stream.acknowledge(earlier);
      expect(await queue.issue(token, 0)).toMatchObject({ unwritten: 5 });
    });
  });

  it('passes over who has a coupon already', async () => {
    const { queue, token } = await openQueue('known', 3, 2);
    await store.redis.hset(queue.keys.issued, user('u1'), `1:${OPENS_AT}`);
    await store.redis.hset(queue.keys.state, { issued: '1', place: '1' });
    expect(await queue.issue(token, 3)).toMatchObject({ issued: 0, serving: 1 });
    expect(await queue.issue(token, 3)).toMatchObject({ issued: 1, serving: 2, total: 2 });
    expect(await queue.issuedTo()).toEqual([user('u2')]);
  });

  it('gives one coupon to a customer with two tickets', async () => {
    const { queue, token } = await openQueue('two tickets', 3);
    await store.redis.hset(queue.keys.waiting, '2', user('u1'));
    expect(await queue.issue(token, 3)).toMatchObject({ issued: 2, serving: 3, total: 2 });
    expect(await queue.issuedTo()).toEqual(['u1', 'u3'].map(user));
    expect((await queue.issues()).map(({ place, ticket }) => [place, ticket])).toEqual([
      [1, 1],
      [2, 3],
    ]);
  });

  it('passes over tickets that nobody has', async () => {
    const { queue, token } = await openQueue('nobody', 3);
    await store.redis.del(queue.keys.waiting);
    expect(await queue.issue(token, 3)).toMatchObject({ kind: 'ADMITTED', issued: 0, serving: 3, total: 0 });
    expect(await queue.issuedTo()).toEqual([]);
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
