import { type Database, forgetIdempotencyKeys } from '@rushgraph/database';
import { indexItems } from '@rushgraph/finding';
import { closeRedis, createRedis, pingRedis } from '@rushgraph/redis';
import { consuming, startStep } from '@rushgraph/service';
import { openDatabase, openOutbox, startSubgraph } from '@rushgraph/subgraph';
import type { Redis } from 'ioredis';
import { buildItemApp } from './app.ts';
import { itemConfig, stockSettings, windowSpan } from './config.ts';
import { createKeepers } from './keep-stock/choose/create-keepers.ts';
import { beginChoices, isRedisNeeded } from './keep-stock/decide/strategies.ts';
import { createRequestBacklog } from './show-reservation/request-backlog.ts';
import { createStockView } from './show-stock/stock-view.ts';
import { CONSUMER_GROUP, createItemWorker } from './worker.ts';

await startSubgraph('item', itemConfig, async (basis) => {
  const { config, health, kafka, logger, newId, now, works } = basis;
  const database = await openDatabase(basis, new URL('../migrations', import.meta.url));
  const { outbox, relay } = openOutbox(basis, database);
  // A lock is to know that its holder cannot be heard before its lease is over.
  const redis = createRedis({ url: config.REDIS_URL, name: 'item', logger, commandTimeoutMs: 1_000 });
  const { strategy } = await beginChoices(database, config.STOCK_STRATEGY, now());
  if (strategy !== config.STOCK_STRATEGY)
    logger.info({ strategy }, 'stock is kept as was chosen, not by STOCK_STRATEGY');
  const indexed = await startStep('The items cannot be made findable', () => indexItems(database));
  if (indexed > 0) logger.info({ indexed }, 'items can be found by their names');

  const keepers = createKeepers({ ...basis, database, redis, outbox, settings: stockSettings(config) });
  const topicPrefix = config.KAFKA_TOPIC_PREFIX;
  const backlog = createRequestBacklog({ sql: database, kafka, group: CONSUMER_GROUP, topicPrefix, logger });
  const app = await buildItemApp({
    ...basis.server,
    database,
    backlog,
    stock: createStockView({ database, defaultStrategy: config.STOCK_STRATEGY, gates: keepers, now, logger }),
    newId,
    currency: config.SHOP_CURRENCY,
  });
  const worker = createItemWorker({
    ...basis,
    database,
    outbox,
    keeper: keepers.keeper,
    takeUpMs: config.STOCK_TAKE_UP_MS,
    upkeep: [...keepers.upkeep, forgetIdempotencyKeys(database, now, config.IDEMPOTENCY_KEY_DAYS)],
    topicPrefix,
    groupPrefix: config.KAFKA_GROUP_PREFIX,
    sessionTimeoutMs: config.KAFKA_SESSION_TIMEOUT_MS,
    windowSpan: windowSpan(config),
  });

  health.check('mysql', () => database.ping());
  health.check('redis', () => redisIfNeeded(database, redis), { required: false });
  const orders = consuming(worker, { mostBehind: config.READY_MOST_BEHIND });
  if (works) health.check('orders', orders, { facts: worker.behind });

  return {
    app,
    async startWork() {
      await relay.start();
      await worker.start();
    },
    stop: {
      'request backlog': () => backlog.stop(),
      ...(works && { consumers: () => worker.stop(), relay: () => relay.stop() }),
      'stock gates': () => keepers.rebuilder.idle(),
      redis: () => closeRedis(redis),
      mysql: () => database.close(),
    },
  };
});

/** Nothing is missed when Redis is away while all stock is merged. */
async function redisIfNeeded(database: Database, redis: Redis): Promise<void> {
  if (await isRedisNeeded(database)) await pingRedis(redis);
}
