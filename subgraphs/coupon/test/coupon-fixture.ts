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
  testViewerKey,
  userViewer,
} from '@rushgraph/testkit';
import { buildCouponApp } from '../src/app.ts';
import type { Campaign } from '../src/campaign.ts';
import { createCouponMetrics } from '../src/coupon-metrics.ts';
import { insertCampaign } from '../src/create-campaign/insert-campaign.ts';
import type { CouponIssuer } from '../src/issue-coupon/coupon-issuer.ts';
import { createDirectIssuer } from '../src/issue-coupon/direct-issuer.ts';

const migrations = fileURLToPath(new URL('../migrations', import.meta.url));

export const user = (name: string) => deriveId<UserId>('user', name);
export const customer = (name: string) => userViewer(user(name));
export const admin = adminViewer(user('admin'));
export const campaignId = (name: string) => deriveId<CampaignId>('campaign', name);
/** Minutes from the start of the test file. */
export type Minutes = number;

export interface CouponFixture {
  readonly database: Database;
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

/** The coupon subgraph on a database of its own. */
export async function couponFixture(): Promise<CouponFixture> {
  const { database, drop } = await testDatabase(migrations);
  const now = () => new Date();
  const start = now().getTime();
  const minutes = (count: Minutes) => new Date(start + count * 60_000);
  const metrics = createMetrics('coupon', { defaults: false });
  const newId = seededIds(1, now);
  const outbox = createOutbox({ source: 'coupon', newId, now });
  const issuer = createDirectIssuer({ database, outbox, now, metrics: createCouponMetrics(metrics) });
  const app = await buildCouponApp({
    database,
    issuer,
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
    },
    async drop() {
      await app.close();
      await drop();
    },
  };
}
