import { race } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AnyRedis, user } from '../../test/coupon-fixture.ts';
import { anyRedis, CLOSES_AT, LEAD_MS, OPENS_AT, queueFixture, redisKinds } from '../../test/queue-fixture.ts';
import type { JoinOutcome } from './join-queue.ts';

const ticketNumber = (outcome: JoinOutcome) => (outcome.kind === 'ticket' ? outcome.ticket.ticket : outcome.kind);

describe.each(redisKinds)('joining a queue in %s', (kind) => {
  let store: AnyRedis;
  beforeAll(async () => {
    store = await anyRedis(kind);
  });
  afterAll(() => store.drop());
  beforeEach(() => store.flush());

  it('gives out tickets in the order in which Redis is asked, and a repeat the same one', async () => {
    const queue = queueFixture(store, 'may');
    await queue.setTime(OPENS_AT);
    for (const [index, name] of ['ann', 'ben', 'ann', 'cid', 'ben'].entries())
      expect(ticketNumber(await queue.join(name)), name).toBe([1, 2, 1, 3, 2][index]);
    expect(await queue.ticket('ben')).toMatchObject({ ticket: 2, position: 2, serving: 0 });
    expect(await queue.ticket('dan')).toBeUndefined();
  });

  it('500 customers at once, four requests each: 500 tickets, 1 to 500, one for a customer', async () => {
    const queue = queueFixture(store, 'rush');
    await queue.setTime(OPENS_AT);
    const settled = await race(2_000, (index) => queue.join(`u${index % 500}`));
    const tickets = settled.map((one) => (one.status === 'fulfilled' ? ticketNumber(one.value) : String(one.reason)));
    for (let customer = 0; customer < 500; customer++) {
      const own = [0, 500, 1_000, 1_500].map((from) => tickets[from + customer]);
      expect(new Set(own).size).toBe(1);
    }
    expect(new Set(tickets)).toEqual(new Set(Array.from({ length: 500 }, (_, index) => index + 1)));
  });

  it.each([
    [OPENS_AT - LEAD_MS - 1, 'NOT_OPEN'],
    [OPENS_AT - LEAD_MS, 1],
    [OPENS_AT - 1, 1],
    [OPENS_AT, 1],
    [CLOSES_AT - 1, 1],
    [CLOSES_AT, 'NOT_OPEN'],
  ])('at %i milliseconds answers %s', async (time, expected) => {
    const queue = queueFixture(store, 'edges');
    await queue.setTime(time);
    expect(ticketNumber(await queue.join('ann'))).toBe(expected);
  });

  it('has no position before the opening, and is shuffled once at it: who comes later is behind', async () => {
    const queue = queueFixture(store, 'shuffled');
    await queue.setTime(OPENS_AT - 1);
    const early = Array.from({ length: 50 }, (_, index) => `early${index}`);
    for (const name of early) expect(await queue.join(name)).toMatchObject({ ticket: { position: 0 } });
    await queue.setTime(OPENS_AT);
    expect(await queue.join('late')).toMatchObject({ ticket: { ticket: 51, position: 51 } });
    const positions = await Promise.all(early.map(async (name) => (await queue.ticket(name))?.position));
    expect(positions.toSorted((left = 0, right = 0) => left - right)).toEqual(early.map((_, index) => index + 1));
    expect(positions).not.toEqual(early.map((_, index) => index + 1));
    expect(await queue.entries()).toEqual([expect.objectContaining({ kind: 'shuffled', count: '50' })]);
  });

  it('stays open, shuffled and closed when the clock jumps back', async () => {
    const queue = queueFixture(store, 'back');
    await queue.setTime(OPENS_AT - 1);
    for (const name of ['a', 'b', 'c']) await queue.join(name);
    await queue.setTime(OPENS_AT);
    await queue.join('d');
    const before = await queue.ticket('a');
    await queue.setTime(OPENS_AT - LEAD_MS - 5_000);
    expect(await queue.join('e')).toMatchObject({ ticket: { ticket: 5, position: 5 } });
    expect((await queue.ticket('a'))?.position).toBe(before?.position);
    await queue.setTime(CLOSES_AT);
    expect(ticketNumber(await queue.join('f'))).toBe('NOT_OPEN');
    await queue.setTime(CLOSES_AT - 60_000);
    expect(ticketNumber(await queue.join('f'))).toBe('NOT_OPEN');
    expect(await queue.ticket('a')).toMatchObject({ isClosed: true });
    expect(ticketNumber(await queue.join('a'))).toBe(1);
  });

  it('gives a ticket to nobody when nothing is left, and says so to those who wait', async () => {
    const queue = queueFixture(store, 'empty', 2);
    await queue.setTime(OPENS_AT);
    for (const name of ['ann', 'ben', 'cid']) await queue.join(name);
    const token = await queue.lease('mover');
    await queue.openGate();
    await queue.issue(token ?? '', 10);
    expect(ticketNumber(await queue.join('dan'))).toBe('SOLD_OUT');
    expect(await queue.ticket('dan')).toBeUndefined();
    expect(await queue.ticket('cid')).toMatchObject({ isSoldOut: true, issuedAt: undefined });
    expect(await queue.ticket('ben')).toMatchObject({ issuedAt: new Date(OPENS_AT) });
    expect(ticketNumber(await queue.join('cid'))).toBe(3);
    expect(await queue.issuedTo()).toEqual([user('ann'), user('ben')]);
  });
});
