import { createMetrics } from '@rushgraph/service';
import { eventually, silentLogger } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { user } from '../../test/coupon-fixture.ts';
import { anyRedis } from '../../test/queue-fixture.ts';
import { type RushFixture, rushFixture } from '../../test/rush-fixture.ts';
import type { Campaign } from '../campaign.ts';
import { createCouponMetrics } from '../coupon-metrics.ts';
import { queueKeys } from '../queue/queue-keys.ts';
import { raiseEpoch } from '../rebuild-queue/raise-epoch.ts';
import { type CampaignWriterDeps, createCampaignWriter } from './campaign-writer.ts';
import { createIssueStream } from './issue-stream.ts';
import { parseEntry } from './parse-entry.ts';
import { createWriteIssues, type WriteIssues } from './write-issues.ts';

let shop: RushFixture;
let write: WriteIssues;
beforeAll(async () => {
  shop = await rushFixture(await anyRedis('one Redis'));
  write = createWriteIssues(shop);
});
afterAll(() => shop.drop());
beforeEach(() => shop.clear());

class Killed extends Error {}

interface IssuedQueue {
  readonly quantity?: number;
  readonly perEntry?: number;
  /** Whether the entries are of the version that wrote one issue into each. */
  readonly isOld?: boolean;
}

/** A campaign whose queue has issued so many coupons, none of which is written. */
async function issued(count: number, { quantity = count, perEntry = 7, isOld }: IssuedQueue = {}): Promise<Campaign> {
  const campaign = await shop.campaign('rush', { mode: 'QUEUED', quantity });
  const { state, issues, issued: known } = queueKeys(campaign.id);
  await shop.store.redis.hset(state, { gate: 'OPEN', epoch: '0' });
  const places = Array.from({ length: count }, (_, index) => index + 1);
  for (const place of places) await shop.store.redis.hset(known, user(`u${place}`), `${place}:1`);
  for (let first = 0; first < count; first += isOld ? 1 : perEntry) {
    const tickets = places.slice(first, first + (isOld ? 1 : perEntry));
    const users = tickets.map((ticket) => user(`u${ticket}`));
    const whose = isOld
      ? { user: users.join(), ticket: tickets.join() }
      : { users: users.join(' '), tickets: tickets.join(' ') };
    const fields = { kind: 'issued', line: 1, place: first + 1, at: Date.now(), ...whose };
    await shop.store.redis.xadd(issues, '*', ...Object.entries(fields).flat().map(String));
  }
  return campaign;
}

function writer(campaign: Campaign, name: string, changes: Partial<CampaignWriterDeps> = {}) {
  return createCampaignWriter({
    campaign,
    stream: createIssueStream(shop.store.redis, campaign.id, name),
    write,
    guarded: (work) => work(),
    isDatabaseHealthy: () => true,
    monotonic: () => performance.now(),
    metrics: createCouponMetrics(createMetrics('coupon', { defaults: false })),
    logger: silentLogger(),
    claimAfterMs: 50,
    hasStopped: () => false,
    ...changes,
  });
}

const exactly = (count: number) => ({
  campaign: count,
  rows: count,
  events: count,
  redis: count,
  unwritten: 0,
  dead: 0,
});

/** Looks until everything is written, as the worker does. */
const drain = (campaign: Campaign, next: () => Promise<boolean>) =>
  eventually(async () => {
    await next();
    expect(await shop.counts(campaign)).toMatchObject({ unwritten: 0 });
  });

describe('a writer that dies', () => {
  it.each([
    ['before the commit', async () => Promise.reject(new Killed())],
    [
      'between the commit and the acknowledgement',
      async (...batch: Parameters<WriteIssues>) => {
        await write(...batch);
        throw new Killed();
      },
    ],
  ] as [string, WriteIssues][])(
    '%s leaves nothing undone and nothing twice: another one claims it',
    async (_, dying) => {
      const campaign = await issued(20);
      const stopped = { hasStopped: () => true };
      await expect(writer(campaign, 'first', { write: dying, ...stopped })()).rejects.toThrow(Killed);
      expect(await shop.counts(campaign)).toMatchObject({ unwritten: 20 });
      await drain(campaign, writer(campaign, 'second'));
      expect(await shop.counts(campaign)).toEqual(exactly(20));
    },
  );

  it('and when nobody claims, what it had read is never written', async () => {
    const campaign = await issued(20);
    const dying: WriteIssues = async () => Promise.reject(new Killed());
    await expect(writer(campaign, 'first', { write: dying, hasStopped: () => true })()).rejects.toThrow(Killed);
    const second = writer(campaign, 'second', { claimAfterMs: 3_600_000 });
    for (let look = 0; look < 5; look++) expect(await second()).toBe(false);
    expect(await shop.counts(campaign)).toMatchObject({ rows: 0, unwritten: 20 });
  });

  it('and one that acknowledges first loses what it has not written', async () => {
    const campaign = await issued(20);
    const stream = createIssueStream(shop.store.redis, campaign.id, 'first');
    const acknowledging = {
      ...stream,
      readNew: async (count: number) => {
        const read = await stream.readNew(count);
        await stream.acknowledge(read);
        return read;
      },
    };
    const dying: WriteIssues = async () => Promise.reject(new Killed());
    const first = writer(campaign, 'first', { stream: acknowledging, write: dying, hasStopped: () => true });
    await expect(first()).rejects.toThrow(Killed);
    expect(await shop.counts(campaign)).toMatchObject({ rows: 0, unwritten: 0, redis: 20 });
  });

  it('and comes back under its own name, goes on with what it had read', async () => {
    const campaign = await issued(20);
    const dying: WriteIssues = async () => Promise.reject(new Killed());
    await expect(writer(campaign, 'first', { write: dying, hasStopped: () => true })()).rejects.toThrow(Killed);
    await drain(campaign, writer(campaign, 'first', { claimAfterMs: 3_600_000 }));
    expect(await shop.counts(campaign)).toEqual(exactly(20));
  });
});

describe('two writers with the same entries', () => {
  it('write each coupon once, with one event', async () => {
    const campaign = await issued(100);
    const stream = createIssueStream(shop.store.redis, campaign.id, 'first');
    const entries = await stream.readNew(100);
    const twice = { ...stream, readOwn: async () => [], readNew: async () => entries };
    expect(entries).toHaveLength(15);
    const both = ['first', 'second'].map((name) => writer(campaign, name, { stream: twice }));
    await Promise.all(both.map((next) => next()));
    expect(await shop.counts(campaign)).toEqual(exactly(100));
  });
});

it('writes what an earlier version has left in the stream', async () => {
  const campaign = await issued(30, { isOld: true });
  await drain(campaign, writer(campaign, 'first'));
  expect(await shop.counts(campaign)).toEqual(exactly(30));
  expect((await shop.rows(campaign)).map(({ place, ticket }) => [place, ticket])).toEqual(
    Array.from({ length: 30 }, (_, index) => [index + 1, index + 1]),
  );
});

describe('an entry that cannot be written', () => {
  it('is set aside with its reason, and the others are written', async () => {
    const campaign = await issued(5);
    const { issues, dead } = queueKeys(campaign.id);
    await shop.store.redis.xadd(issues, '*', 'kind', 'issued', 'user', 'nobody');
    await drain(campaign, writer(campaign, 'first'));
    expect(await shop.counts(campaign)).toEqual({ ...exactly(5), dead: 1 });
    const [[, fields = []] = []] = await shop.store.redis.xrange(dead, '-', '+');
    expect(fields.slice(2)).toEqual([
      'reason',
      'not an issue that this version understands',
      'kind',
      'issued',
      'user',
      'nobody',
    ]);
  });

  it('is found among others in its entry: what is more than the campaign has is set aside, and nothing else', async () => {
    const campaign = await issued(30, { quantity: 27 });
    await drain(campaign, writer(campaign, 'first'));
    expect(await shop.counts(campaign)).toEqual({ ...exactly(27), redis: 30, dead: 3 });
    const dead = await shop.store.redis.xrange(queueKeys(campaign.id).dead, '-', '+');
    const refused = dead.map(([id, fields]) => parseEntry({ id, fields: fields.slice(4) }));
    expect(refused.flatMap((one) => one ?? [])).toMatchObject(
      [28, 29, 30].map((place) => ({ user: user(`u${place}`), ticket: place, place, line: 1 })),
    );
    expect(dead.map(([, fields]) => fields.slice(2, 3))).toEqual(Array(3).fill(['reason']));
  });

  it('and is put back as it was set aside, is written when it can be', async () => {
    const campaign = await issued(8, { quantity: 6 });
    const { issues, dead } = queueKeys(campaign.id);
    await drain(campaign, writer(campaign, 'first'));
    await shop.database.run('UPDATE campaign SET quantity = 8');
    for (const [id, fields] of await shop.store.redis.xrange(dead, '-', '+')) {
      await shop.store.redis.xadd(issues, '*', ...fields.slice(4));
      await shop.store.redis.xdel(dead, id);
    }
    await drain(campaign, writer(campaign, 'first'));
    expect(await shop.counts(campaign)).toEqual(exactly(8));
    expect((await shop.rows(campaign)).map(({ place, ticket }) => [place, ticket])).toEqual(
      Array.from({ length: 8 }, (_, index) => [index + 1, index + 1]),
    );
  });

  it('is not tried again when it was handed out too often', async () => {
    const campaign = await issued(3, { perEntry: 1 });
    const stream = createIssueStream(shop.store.redis, campaign.id, 'first');
    const [first] = await stream.readNew(1);
    for (let delivery = 0; delivery < 10; delivery++) await stream.readOwn(1);
    await drain(campaign, writer(campaign, 'first'));
    expect(await shop.counts(campaign)).toMatchObject({ rows: 2, dead: 1 });
    expect(
      await stream.bury(first ?? { id: '0-1', fields: [] }, [{ reason: 'again', fields: ['kind', 'issued'] }]),
    ).toBe(false);
    expect(await shop.counts(campaign)).toMatchObject({ dead: 1 });
  });
});

it('trims what is written, and nothing from the oldest entry on that is not', async () => {
  const campaign = await issued(30, { perEntry: 1 });
  const [slow, quick] = ['slow', 'quick'].map((name) => createIssueStream(shop.store.redis, campaign.id, name));
  const first = (await slow?.readNew(10)) ?? [];
  const second = (await quick?.readNew(10)) ?? [];
  await quick?.acknowledge(second);
  expect(await shop.counts(campaign)).toMatchObject({ unwritten: 30 });
  await slow?.acknowledge(first.slice(0, 4));
  expect(await shop.counts(campaign)).toMatchObject({ unwritten: 26 });
  await slow?.acknowledge(first.slice(4));
  // Ten that nobody was given yet.
  expect(await shop.counts(campaign)).toMatchObject({ unwritten: 10 });
  expect(await quick?.readNew(100)).toHaveLength(10);
});

describe('issues that were read before the queue was rebuilt', () => {
  it('are not written', async () => {
    const campaign = await issued(10);
    const next = writer(campaign, 'first', {
      write: async (...batch) => {
        await raiseEpoch(shop.database, campaign.id, 10_000);
        return write(...batch);
      },
    });
    expect(await next()).toBe(false);
    expect(await shop.counts(campaign)).toMatchObject({ rows: 0, events: 0, campaign: 0, unwritten: 10, dead: 0 });
    // The rebuild ends: what the stream still has is written.
    await shop.store.redis.hset(queueKeys(campaign.id).state, 'epoch', '1');
    await drain(campaign, writer(campaign, 'first'));
    expect(await shop.counts(campaign)).toEqual(exactly(10));
  });

  it('and if the epoch had stayed, they would be', async () => {
    const campaign = await issued(10);
    await writer(campaign, 'first')();
    expect(await shop.counts(campaign)).toMatchObject({ rows: 10 });
  });
});
