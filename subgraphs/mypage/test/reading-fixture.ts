import { setTimeout as pause } from 'node:timers/promises';
import type { MyPageComposed } from '@rushgraph/contracts';
import { createDiscovery } from '@rushgraph/discovery';
import { DEFAULT_SETTINGS, type PolicySettings } from '@rushgraph/resilience';
import { createHealth, createMetrics } from '@rushgraph/service';
import { executeSubgraph, silentLogger, testViewerKey, userViewer } from '@rushgraph/testkit';
import { Agent } from 'undici';
import { buildMyPageApp } from '../src/app.ts';
import { connectMongo } from '../src/connect-mongo.ts';
import { createReading } from '../src/create-reading.ts';
import { foldBatch } from '../src/fold-my-page/fold-batch.ts';
import { toldByComposing } from '../src/fold-my-page/happening.ts';
import { createMyPageStore } from '../src/store-my-page/my-page-store.ts';
import { startOwners, viewerKeys } from './owners.ts';

export interface ReadingOptions {
  readonly mongoUrl: string;
  readonly owners?: Awaited<ReturnType<typeof startOwners>>;
  readonly policy?: Partial<PolicySettings>;
  /** How long all tries for one part may take. */
  readonly limitMs?: number;
  readonly storePolicy?: Partial<PolicySettings>;
}

const QUERY = `query ($after: ID) { myPage(after: $after) { name email orderCount couponCount missing composed holdsAfter
  orders { id status } coupons { id } } }`;

export interface Page {
  readonly name: string | null;
  readonly orderCount: number | null;
  readonly orders: readonly { readonly id: string; readonly status: string }[] | null;
  readonly missing: readonly string[];
  readonly composed: readonly string[];
  readonly holdsAfter: boolean | null;
}

/** One instance of the service that answers readers; what it hands over is folded when a test says so. */
export async function readingFixture({
  mongoUrl,
  owners,
  policy = {},
  storePolicy = {},
  limitMs = 5_000,
}: ReadingOptions) {
  const mongo = await connectMongo(mongoUrl);
  const store = createMyPageStore(mongo.db);
  const asked = owners ?? (await startOwners());
  const metrics = createMetrics('mypage', { defaults: false });
  const client = new Agent();
  const handedOver: MyPageComposed[] = [];
  const settings = { ...DEFAULT_SETTINGS, timeLimitMs: 5_000, tries: 1, ...policy };
  const common = { now: () => new Date(), logger: silentLogger(), metrics };
  const reading = createReading({
    ...common,
    forReading: async () => store,
    storePolicy: { ...settings, openMs: 200, ...storePolicy },
    client,
    // At fixed addresses: no Redis is asked.
    discovery: createDiscovery({
      ...common,
      redisUrl: 'redis://127.0.0.1:1',
      health: createHealth(),
      random: Math.random,
      now: () => performance.now(),
    }),
    urls: { user: asked.user.url, order: asked.order.url, coupon: asked.coupon.url },
    viewerKeys,
    ownerPolicy: settings,
    limitMs,
    handOver: async (composed) => void handedOver.push(composed),
    pause,
  });
  const app = await buildMyPageApp({
    ...common,
    ...reading,
    viewerKey: testViewerKey,
    introspection: false,
    api: true,
    health: createHealth(),
  });
  return {
    app,
    store,
    owners: asked,
    handedOver,
    metrics,
    async ask(id: string, after?: string) {
      const request = { service: 'mypage', query: QUERY, variables: { after }, viewer: userViewer(id) };
      const { data, errors } = await executeSubgraph<{ myPage: Page | null }>(app, request);
      return { page: data?.myPage, code: errors?.[0]?.extensions?.code };
    },
    /** What the one writer does with what was handed over. */
    async write() {
      if (handedOver.length === 0) return;
      await foldBatch(store, handedOver.map(toldByComposing));
      await store.release(handedOver.map(({ userId }) => userId));
    },
    async stop() {
      await app.close();
      await client.close();
      await mongo.close();
      if (owners === undefined) await Promise.all(Object.values(asked).map((owner) => owner.stop()));
    },
  };
}
