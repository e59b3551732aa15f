import { fileURLToPath } from 'node:url';
import { type CampaignId, type CouponUpdated, deriveId, type UserId } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import type { Viewer } from '@rushgraph/identity';
import { createOutbox, type Outbox } from '@rushgraph/messaging';
import { createHealth, createMetrics } from '@rushgraph/service';
import {
  adminViewer,
  executeSubgraph,
  type GraphResult,
  seededIds,
  silentLogger,
  testDatabase,
  testRedis,
  testViewerKey,
  userViewer,
} from '@rushgraph/testkit';
import { buildCouponApp } from '../src/app.ts';
import type { Campaign } from '../src/campaign.ts';
import { createCouponMetrics } from '../src/coupon-metrics.ts';
import { type CouponQueue, createCouponQueue } from '../src/coupon-queue.ts';
import { insertCampaign } from '../src/create-campaign/insert-campaign.ts';
import type { CouponIssuer } from '../src/issue-coupon/coupon-issuer.ts';
import { createDirectIssuer } from '../src/issue-coupon/direct-issuer.ts';
import { createJoinQueue } from '../src/join-queue/join-queue.ts';
import { createLoaders } from '../src/loaders.ts';
import type { RedisClient } from '../src/queue/redis-client.ts';
import { createReadTickets } from '../src/show-ticket/read-tickets.ts';
import { createTicketFeed, type TicketFeed } from '../src/watch-ticket/ticket-feed.ts';

const migrations = fileURLToPath(new URL('../migrations', import.meta.url));

export const user = (name: string) => deriveId<UserId>('user', name);
export const customer = (name: string) => userViewer(user(name));
export const admin = adminViewer(user('admin'));
export const campaignId = (name: string) => deriveId<CampaignId>('campaign', name);
/** What queues of tests draw their orders with. */
export const SEED = '0123456789abcdef0123456789abcdef';
const LEAD_MS = 10 * 60_000;
/** Minutes from the start of the test file. */
export type Minutes = number;

export interface CouponFixture {
  readonly database: Database;
  /** Of the database, for another pool. */
  readonly url: string;
  readonly redis: RedisClient;
  readonly queue: CouponQueue;
  readonly feed: TicketFeed;
  readonly outbox: Outbox;
  readonly issuer: CouponIssuer;
  /** The computer's clock. */
  readonly now: () => Date;
  readonly app: Awaited<ReturnType<typeof buildCouponApp>>;
  /** Stores a campaign that is open, unless told otherwise. */
  campaign(name: string, changes?: CampaignChanges): Promise<Campaign>;
  graph(viewer: Viewer, query: string, variables?: Readonly<Record<string, unknown>>): Promise<GraphResult<unknown>>;
  /** Events in the outbox, in the order in which they were recorded. */
  events(): Promise<CouponUpdated[]>;
  issued(campaign: Pick<Campaign, 'id'>): Promise<number>;
  count(table: string): Promise<number>;
  metric(name: string): Promise<string>;
  clear(): Promise<void>;
  drop(): Promise<void>;
}

export interface CampaignChanges extends Partial<Pick<Campaign, 'mode' | 'quantity' | 'issued'>> {
  readonly opens?: Minutes;
  readonly closes?: Minutes;
}

/** Some Redis that belongs to a test file. */
export interface AnyRedis {
  readonly redis: RedisClient;
  flush(): Promise<void>;
  drop(): Promise<void>;
}

/** The coupon subgraph on a database of its own, and on the given Redis, which is dropped with it. */
export async function couponFixture(store?: AnyRedis): Promise<CouponFixture> {
  const { database, url, drop } = await testDatabase(migrations);
  const redis = store ?? (await testRedis());
  const now = () => new Date();
  const start = now().getTime();
  const minutes = (count: Minutes) => new Date(start + count * 60_000);
  const metrics = createMetrics('coupon', { defaults: false });
  const newId = seededIds(1, now);
  const outbox = createOutbox({ source: 'coupon', newId, now });
  const issuer = createDirectIssuer({ database, outbox, metrics: createCouponMetrics(metrics) });
  const queue = createCouponQueue({
    database,
    joinQueue: createJoinQueue({ redis: redis.redis, leadMs: LEAD_MS, newSeed: () => SEED }),
    readTickets: createReadTickets(redis.redis),
    usualPace: 100,
    random: () => 0.5,
    metrics: createCouponMetrics(metrics),
  });
  const feed = createTicketFeed({
    queue,
    newLoaders: () => createLoaders(database),
    lookMs: 20,
    monotonic: () => performance.now(),
    logger: silentLogger(),
    metrics,
  });
  const app = await buildCouponApp({
    database,
    issuer,
    queue,
    feed,
    newId,
    now,
    currency: 'KRW',
    viewerKey: testViewerKey,
    introspection: true,
    api: true,
    logger: silentLogger(),
    health: createHealth({ now }),
    metrics,
  });
  return {
    database,
    url,
    redis: redis.redis,
    queue,
    feed,
    outbox,
    issuer,
    now,
    app,
    async campaign(name, { opens = -60, closes = 60, ...changes } = {}) {
      const campaign: Campaign = {
        id: campaignId(name),
        name,
        discount: { amount: 5_000, currency: 'KRW' },
        mode: 'DIRECT',
        quantity: 10,
        issued: 0,
        opensAt: minutes(opens),
        closesAt: minutes(closes),
        readAt: now(),
        ...changes,
      };
      await insertCampaign(database, campaign, now());
      return campaign;
    },
    graph: (viewer, query, variables = {}) => executeSubgraph(app, { service: 'coupon', query, variables, viewer }),
    async events() {
      const rows = await database.rows<{ payload: Buffer }>('SELECT payload FROM outbox ORDER BY id');
      return rows.map(({ payload }) => JSON.parse(payload.toString()));
    },
    async issued({ id }) {
      const [row] = await database.rows<{ issued: number }>('SELECT issued FROM campaign WHERE id = ?', [id]);
      return row?.issued ?? -1;
    },
    async count(table) {
      const [row] = await database.rows<{ rows: number }>(`SELECT COUNT(*) AS \`rows\` FROM ${table}`);
      return row?.rows ?? -1;
    },
    metric: (name) => metrics.registry.getSingleMetricAsString(name),
    async clear() {
      // Deleted rows stay in the indexes until they are purged, and an insert beside one waits for whoever checks it.
      for (const table of ['campaign', 'coupon', 'outbox']) await database.run(`TRUNCATE TABLE ${table}`);
      await redis.flush();
    },
    async drop() {
      await app.close();
      await feed.stop();
      await redis.drop();
      await drop();
    },
  };
}
