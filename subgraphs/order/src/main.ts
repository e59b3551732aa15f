import { createServicePolicy } from '@rushgraph/discovery';
import { createProducer } from '@rushgraph/messaging';
import { closeRedis, createRedis, pingRedis } from '@rushgraph/redis';
import { consuming } from '@rushgraph/service';
import { openDatabase, openOutbox, startSubgraph } from '@rushgraph/subgraph';
import { Agent } from 'undici';
import { buildOrderApp } from './app.ts';
import { itemKey, orderConfig, outboxEngineSettings, streamsEngineSettings, workerSettings } from './config.ts';
import { createOrderMetrics } from './order-metrics.ts';
import { createPendingOrders } from './pending-orders/pending-orders.ts';
import { createEngineChoice } from './place-order/choose-engine.ts';
import { createOutboxEngine } from './place-order/outbox-engine.ts';
import { createStreamsEngine } from './place-order/streams-engine.ts';
import { createOrderReader } from './read-orders/read-orders.ts';
import { createFetchReservation } from './reconcile-orders/fetch-reservation.ts';
import { followOrders } from './watch-order/follow-orders.ts';
import { createOrderFeed } from './watch-order/order-feed.ts';
import { createOrderWorker } from './worker.ts';

await startSubgraph('order', orderConfig, async (basis) => {
  const { config, discovery, health, kafka, logger, metrics, newId, now, answers, works } = basis;
  const orderMetrics = createOrderMetrics(metrics);
  const database = await openDatabase(basis, new URL('../migrations', import.meta.url));
  const { outbox, relay } = openOutbox(basis, database);
  const redis = createRedis({ url: config.REDIS_URL, name: 'order', logger });
  const pending = createPendingOrders(redis);
  // Orders come in groups already.
  const producer = createProducer({ kafka, logger, lingerMs: 0 });
  const parts = { database, newId, now, logger, metrics: orderMetrics };
  const engine = createEngineChoice({
    outbox: createOutboxEngine({ ...parts, outbox, settings: outboxEngineSettings(config) }),
    streams: createStreamsEngine({ ...parts, producer, pending, settings: streamsEngineSettings(config) }),
    streamsShare: config.ORDER_ENGINE,
    logger,
    metrics: orderMetrics,
  });
  const reader = createOrderReader({ database, pending, logger });
  const feed = createOrderFeed({ reader, metrics });
  const app = await buildOrderApp({ ...basis.server, database, outbox, engine, reader, feed });
  const following = followOrders({
    feed,
    kafka,
    topicPrefix: config.KAFKA_TOPIC_PREFIX,
    groupPrefix: config.KAFKA_GROUP_PREFIX,
    instanceId: basis.instanceId,
    logger,
    metrics,
  });
  // Customers who watch an order while Kafka is away hear of it when it is back.
  if (answers) following.start();
  const client = new Agent();
  const worker = createOrderWorker({
    ...basis,
    database,
    outbox,
    pending,
    redis,
    orderMetrics,
    fetchReservation: createFetchReservation({
      client,
      policy: createServicePolicy({
        name: 'item',
        instances: discovery.follow('item', config.ITEM_URL),
        settings: config.ITEM_POLICY,
        logger,
        registry: metrics.registry,
        random: Math.random,
      }),
      viewerKey: itemKey(config),
      limitMs: config.ITEM_LOOK_UP_MS,
      now,
    }),
    settings: workerSettings(config, basis.instanceId),
  });

  // Orders are accepted as long as one of their stores lives; a worker can do nothing without both.
  health.check('mysql', () => database.ping(), { required: !answers });
  health.check('redis', () => pingRedis(redis), { required: false });
  if (answers) health.check('mysql or redis', () => Promise.any([database.ping(), pingRedis(redis)]));
  const results = consuming(worker, {
    mostBehind: config.READY_MOST_BEHIND,
    otherwise: 'not a member of its consumer group, or its table is not caught up',
  });
  if (works) health.check('stock results', results, { required: !answers, facts: worker.behind });

  return {
    app,
    async startWork() {
      await relay.start();
      await worker.start();
    },
    stop: {
      'watched orders': () => following.stop(),
      placements: () => engine.stop(),
      producer: () => producer.stop(),
      ...(works && { consumers: () => worker.stop(), relay: () => relay.stop() }),
      'item client': () => client.close(),
      redis: () => closeRedis(redis),
      mysql: () => database.close(),
    },
  };
});
