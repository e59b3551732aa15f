import { closeRedis, pingRedis } from '@rushgraph/redis';
import { openDatabase, openOutbox, startSubgraph } from '@rushgraph/subgraph';
import { buildCouponApp } from './app.ts';
import { couponConfig } from './config.ts';
import { createCouponMetrics } from './coupon-metrics.ts';
import { createQueueParts } from './create-queue-parts.ts';
import { createDirectIssuer } from './issue-coupon/direct-issuer.ts';

await startSubgraph('coupon', couponConfig, async (basis) => {
  const { config, health, metrics, newId, works } = basis;
  const database = await openDatabase(basis, new URL('../migrations', import.meta.url));
  const { outbox, relay } = openOutbox(basis, database);
  const { redis, queue, worker, feed } = createQueueParts({ ...basis, database, outbox });
  const app = await buildCouponApp({
    ...basis.server,
    database,
    issuer: createDirectIssuer({ database, outbox, metrics: createCouponMetrics(metrics) }),
    queue,
    feed,
    newId,
    currency: config.SHOP_CURRENCY,
  });

  health.check('mysql', () => database.ping());
  // Without it there are no queues; campaigns, coupons and the direct way are there all the same.
  health.check('redis', () => pingRedis(redis), { required: false });

  return {
    app,
    async startWork() {
      await relay.start();
      worker.start();
    },
    stop: {
      'watched tickets': () => feed.stop(),
      ...(works && { queues: () => worker.stop(), relay: () => relay.stop() }),
      redis: () => closeRedis(redis),
      mysql: () => database.close(),
    },
  };
});
