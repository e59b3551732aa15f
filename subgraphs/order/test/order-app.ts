import type { Viewer } from '@rushgraph/identity';
import { createHealth, createMetrics } from '@rushgraph/service';
import { executeSubgraph, silentLogger, testViewerKey, userViewer } from '@rushgraph/testkit';
import { buildOrderApp } from '../src/app.ts';
import { type OrderFixture, user } from './order-fixture.ts';

/** The order subgraph on the fixture's database; the servers that tokens are checked by use the real clock. */
export async function orderApp(shop: OrderFixture) {
  const app = await buildOrderApp({
    database: shop.database,
    outbox: shop.outbox,
    engine: shop.engine(),
    reader: shop.reader,
    feed: shop.feed,
    viewerKey: testViewerKey,
    introspection: true,
    api: true,
    now: () => new Date(),
    logger: silentLogger(),
    health: createHealth({ now: shop.clock }),
    metrics: createMetrics('order', { defaults: false }),
  });
  return {
    app,
    /** Runs an operation as this viewer. */
    graph: <T>(viewer: Viewer, query: string, variables: Readonly<Record<string, unknown>> = {}) =>
      executeSubgraph<T>(app, { service: 'order', query, variables, viewer }),
  };
}

export const customer = (name: string) => userViewer(user(name));
