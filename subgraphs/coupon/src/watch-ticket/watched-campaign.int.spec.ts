import type { UserId } from '@rushgraph/contracts';
import { loadById } from '@rushgraph/service';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AnyRedis, user } from '../../test/coupon-fixture.ts';
import { anyRedis, CLOSES_AT, OPENS_AT, queueFixture, redisKinds } from '../../test/queue-fixture.ts';
import type { ReadTickets } from '../show-ticket/read-tickets.ts';
import { viewTicket } from '../show-ticket/view-ticket.ts';
import { isNews } from './told-ticket.ts';
import { createWatchedCampaign, type TicketNews, type WatchedCampaignDeps } from './watched-campaign.ts';

describe.each(redisKinds)('tickets that are watched, in %s', (kind) => {
  let store: AnyRedis;
  beforeAll(async () => {
    store = await anyRedis(kind);
  });
  afterAll(() => store.drop());
  beforeEach(() => store.flush());

  // Nobody resolves anything here.
  const nothing = async () => new Map();

  /** A queue that stands where a test sets it, and an instance that is asked to look when a test says so. */
  async function watchedQueue(quantity = 1_000, time = OPENS_AT) {
    const queue = queueFixture(store, 'may', quantity);
    await queue.setTime(time);
    let now = 0;
    const reads: number[] = [];
    const findTickets: ReadTickets = (campaignId, asked) => {
      reads.push(asked.length);
      return queue.tickets(campaignId, asked);
    };
    const instance = (changes: Partial<WatchedCampaignDeps> = {}) =>
      createWatchedCampaign({
        campaignId: queue.campaign.id,
        queue: { findTickets, view: (facts) => viewTicket(facts, 10, 0.5) },
        newLoaders: () => ({ campaigns: loadById(nothing), coupons: loadById(nothing) }),
        monotonic: () => now,
        isNews,
        onLeft: () => undefined,
        ...changes,
      });
    return {
      ...queue,
      instance,
      reads: () => reads.splice(0),
      wait(milliseconds: number) {
        now += milliseconds;
      },
      /** Opens the gate, and gives the next ones their coupons. */
      async serve(most: number) {
        await queue.openGate();
        const token = await queue.lease('mover');
        return queue.issue(token ?? '', most);
      },
    };
  }

  async function nextOf(states: AsyncIterator<TicketNews, undefined> | undefined): Promise<string> {
    const { value } = (await states?.next()) ?? {};
    return value === undefined ? 'end' : `${value.view.state} ${value.view.position}`;
  }

  it('are told as they are, then nearer, and end when they are served, at every instance', async () => {
    const queue = await watchedQueue();
    for (const name of ['ann', 'ben', 'cid']) await queue.join(name);
    const instances = [queue.instance(), queue.instance()];
    const watching = await Promise.all(instances.map((one) => one.watch(user('cid'))));
    const next = () => Promise.all(watching.map(nextOf));
    const look = () => Promise.all(instances.map((one) => one.look()));
    expect(await next()).toEqual(['WAITING 3', 'WAITING 3']);
    await queue.serve(2);
    queue.wait(1_000);
    await look();
    expect(await next()).toEqual(['WAITING 1', 'WAITING 1']);
    await queue.serve(1);
    // Nobody's time has come; but by the foremost it is known how far the queue is.
    await look();
    expect(await next()).toEqual(['ISSUED null', 'ISSUED null']);
    expect(await next()).toEqual(['end', 'end']);
    expect(instances.map((one) => one.watchers())).toEqual([0, 0]);
  });

  it('have no place before the opening, and get one at it', async () => {
    const queue = await watchedQueue(10, OPENS_AT - 1_000);
    for (const name of ['ann', 'ben']) await queue.join(name);
    // Who asks is told to do so a quarter of a second after the opening: who watches is not told later than at it.
    const one = queue.instance({
      queue: { findTickets: queue.tickets, view: (facts) => viewTicket(facts, 10, 0.999) },
    });
    const states = await one.watch(user('ann'));
    expect(await nextOf(states)).toBe('WAITING null');
    await queue.setTime(OPENS_AT);
    await queue.join('cid');
    queue.wait(1_000);
    await one.look();
    const opened = (await states?.next())?.value?.facts;
    expect([1, 2]).toContain(opened?.position);
    expect(opened?.position).toBe((await queue.ticket('ann'))?.position);
  });

  it.each([
    ['sold out', 'SOLD_OUT null'],
    ['closed', 'CLOSED null'],
  ])('end when the queue is %s, whosever time it is', async (how, expected) => {
    const queue = await watchedQueue(1);
    for (const name of ['ann', 'ben', 'cid']) await queue.join(name);
    const one = queue.instance();
    const watching = await Promise.all(['ben', 'cid'].map((name) => one.watch(user(name))));
    for (const states of watching) await states?.next();
    if (how === 'closed') await queue.setTime(CLOSES_AT);
    else await queue.serve(1);
    // The first look finds out, by the foremost; the second tells all.
    await one.look();
    await one.look();
    for (const states of watching) expect([await nextOf(states), await nextOf(states)]).toEqual([expected, 'end']);
  });

  describe('never go back', () => {
    async function afterLostWrites(changes: Partial<WatchedCampaignDeps>) {
      const queue = await watchedQueue();
      for (const name of ['ann', 'ben', 'cid', 'dan']) await queue.join(name);
      const one = queue.instance(changes);
      const states = await one.watch(user('dan'));
      await queue.serve(2);
      queue.wait(1_000);
      await one.look();
      expect((await states?.next())?.value?.view.position).toBe(2);
      // A replica takes over that has not got the last batch.
      await store.redis.hset(queue.keys.state, { serving: '0' });
      queue.wait(1_000);
      await one.look();
      await store.redis.hset(queue.keys.state, { serving: '3' });
      const next = states?.next();
      queue.wait(1_000);
      await one.look();
      return (await next)?.value?.view.position;
    }

    it('although Redis does', async () => expect(await afterLostWrites({})).toBe(1));

    it('which is the guard’s doing: without it they do', async () =>
      expect(await afterLostWrites({ isNews: () => true })).toBe(4));
  });

  it('are over for whoever has lost them with the queue, and new for whoever has joined again meanwhile', async () => {
    const queue = await watchedQueue();
    for (const name of ['ann', 'ben']) await queue.join(name);
    const one = queue.instance();
    const [anns, bens] = await Promise.all(['ann', 'ben'].map((name) => one.watch(user(name))));
    for (const states of [anns, bens]) await states?.next();
    await store.redis.del(queue.keys.state, queue.keys.tickets, queue.keys.waiting);
    await queue.setTime(OPENS_AT + 1);
    for (const name of ['x', 'y', 'z', 'ann']) await queue.join(name);
    queue.wait(1_000);
    await one.look();
    await expect(bens?.next()).rejects.toMatchObject({ extensions: { code: 'NOT_FOUND' } });
    expect((await anns?.next())?.value?.view.position).toBe(4);
  });

  it('are not there for whoever has not joined', async () => {
    const queue = await watchedQueue();
    await queue.join('ann');
    const one = queue.instance();
    expect(await one.watch(user('ben'))).toBeUndefined();
    expect(one.watchers()).toBe(0);
  });

  it('are read together: so many to a round trip, so many to a look, the others later', async () => {
    const queue = await watchedQueue(10_000);
    const names = Array.from({ length: 1_600 }, (_, index) => `u${index}`);
    await Promise.all(names.map((name) => queue.join(name)));
    const one = queue.instance();
    await Promise.all(names.map((name) => one.watch(user(name))));
    expect(queue.reads()).toEqual([500, 500, 500, 100]);
    await one.look();
    expect(queue.reads()).toEqual([1]);
    await queue.serve(200);
    // A minute later all are due; nobody waits for more than two looks.
    queue.wait(60_000);
    await one.look();
    await one.look();
    expect(queue.reads().reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(1_600);
    await one.look();
    expect(queue.reads()).toEqual([1]);
  });

  it('keep the place that was drawn for them, however often they are read', async () => {
    const queue = await watchedQueue(100, OPENS_AT - 1);
    const names = Array.from({ length: 30 }, (_, index) => `u${index}`);
    for (const name of names) await queue.join(name);
    await queue.setTime(OPENS_AT);
    await queue.join('late');
    const asked = names.map((name): { readonly userId: UserId } => ({ userId: user(name) }));
    const drawn = await queue.tickets(queue.campaign.id, asked);
    const again = await queue.tickets(
      queue.campaign.id,
      asked.map(({ userId }, index) => ({ userId, known: drawn[index] })),
    );
    expect(again).toEqual(drawn);
    // What is said to be known of another ticket, or another queue, is not believed.
    const wrong = await queue.tickets(
      queue.campaign.id,
      asked.map(({ userId }, index) => ({
        userId,
        known:
          index % 2 === 0
            ? { line: 1, ticket: index + 1, position: 77 }
            : { line: drawn[0]?.line ?? 0, ticket: 99, position: 77 },
      })),
    );
    expect(wrong).toEqual(drawn);
  });
});
