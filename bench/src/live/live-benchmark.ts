import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { deriveId, type ItemId, type OrderId, topics, type UserId } from '@rushgraph/contracts';
import { createAccessTokenSigner } from '@rushgraph/identity';
import { createOutbox } from '@rushgraph/messaging';
import { createOrderMetrics, createOutboxEngine, hashPlacement, type Placement } from '@rushgraph/order/engines';
import { createClock, createIds, createMetrics } from '@rushgraph/service';
import { startOnCore } from '../gateway/start-contestants.ts';
import { type BenchServers, benchServers, root } from '../harness/bench-servers.ts';
import type { Benchmark } from '../harness/benchmark.ts';
import { inParallel } from '../harness/in-parallel.ts';
import { percentile } from '../harness/percentile.ts';
import { cpuSeconds } from '../harness/process-cpu.ts';
import { residentMegabytes } from '../harness/process-memory.ts';
import { publishChanges } from './publish-changes.ts';
import { openWatchers, type Watcher } from './watchers.ts';

const [JWKS_PORT, ORDER_PORT, GATEWAY_PORT] = [41_950, 41_951, 41_952];
const CHANGES_PER_SECOND = 500;
const IDLE_SECONDS = 10;

/** Open subscriptions at one gateway and one order instance: what they cost, and how soon a change is told. */
export function liveBenchmark(name: string, watched: number, seconds: number): Benchmark {
  return {
    name,
    describe: `${watched} open subscriptions on one gateway: memory and CPU of each, and how soon a change is told`,
    run: (say) => measure(watched, seconds, say),
  };
}

async function measure(watched: number, seconds: number, say: (line: string) => void) {
  const servers = await benchServers(say);
  const { database, url } = await servers.database('order', join(root, 'subgraphs/order/migrations'));
  await servers.topics(topics);
  const { tokenOf, jwks } = accessTokens();
  const keys = createServer((_, response) => response.setHeader('content-type', 'application/json').end(jwks));
  await new Promise<void>((resolve) => keys.listen(JWKS_PORT, '127.0.0.1', resolve));
  const key = Buffer.alloc(32, 7).toString('base64');
  const shared = { HOST: '127.0.0.1', LOG_LEVEL: 'error', REDIS_URL: servers.redisUrl, OPERATIONS_PORT: '0' };
  const order = await startOnCore(
    {
      name: 'order',
      script: 'subgraphs/order/src/main.ts',
      args: [],
      env: {
        ...shared,
        ROLES: 'api',
        MYSQL_URL: url,
        KAFKA_BROKERS: servers.brokers,
        KAFKA_TOPIC_PREFIX: servers.topicPrefix,
        KAFKA_GROUP_PREFIX: servers.topicPrefix,
        VIEWER_KEY: key,
        VIEWER_KEYS: `item=${key}`,
      },
    },
    ORDER_PORT,
    1,
  );
  const gateway = await startOnCore(
    {
      name: 'gateway',
      script: 'gateway/src/main.ts',
      args: [],
      env: {
        ...shared,
        JWKS_URL: `http://127.0.0.1:${JWKS_PORT}`,
        ORDER_URL: order.url,
        VIEWER_KEYS: ['user', 'item', 'order', 'coupon', 'mypage'].map((one) => `${one}=${key}`).join(','),
        RATE_LIMITS: 'off',
        STREAMS_PER_ADDRESS: '1000000',
        STREAMS: '1000000',
      },
    },
    GATEWAY_PORT,
    0,
  );
  const pids = { gateway: [gateway.pid], order: [order.pid] } as const;
  try {
    say(`placing ${watched} orders`);
    const placed = await placeOrders(servers, database, watched);
    const watchers: Watcher[] = await Promise.all(
      placed.map(async ({ id, userId }) => ({ orderId: id, token: await tokenOf(userId) })),
    );
    const before = { gateway: residentMegabytes(gateway.pid), order: residentMegabytes(order.pid) };
    say('opening subscriptions');
    const openedAt = performance.now();
    const open = await openWatchers(`http://127.0.0.1:${GATEWAY_PORT}/graphql/stream`, watchers, 32);
    const opening = (performance.now() - openedAt) / 1_000;
    const after = { gateway: residentMegabytes(gateway.pid), order: residentMegabytes(order.pid) };
    const idleCpu = { gateway: cpuSeconds(pids.gateway), order: cpuSeconds(pids.order) };
    await setTimeout(IDLE_SECONDS * 1_000);
    const idle = {
      gateway: cpuSeconds(pids.gateway) - idleCpu.gateway,
      order: cpuSeconds(pids.order) - idleCpu.order,
    };
    say(`publishing ${CHANGES_PER_SECOND} changes a second`);
    await publishChanges(servers, placed, { perSecond: CHANGES_PER_SECOND, seconds: 2, firstVersion: 2 });
    await setTimeout(2_000);
    open.takeLatencies();
    const startCpu = { gateway: cpuSeconds(pids.gateway), order: cpuSeconds(pids.order) };
    const sent = await publishChanges(servers, placed, {
      perSecond: CHANGES_PER_SECOND,
      seconds,
      firstVersion: 1_000,
    });
    await setTimeout(2_000);
    const latencies = open.takeLatencies();
    const busy = {
      gateway: cpuSeconds(pids.gateway) - startCpu.gateway,
      order: cpuSeconds(pids.order) - startCpu.order,
    };
    await open.close();
    const rows = (['gateway', 'order'] as const).map((process) => ({
      name: process,
      figures: {
        'kB each': ((after[process] - before[process]) * 1_024) / watched,
        'idle %': (idle[process] / IDLE_SECONDS) * 100,
        'µs a change': (busy[process] / sent) * 1e6,
        ...(process === 'gateway' && {
          'opened/s': watched / opening,
          'p50 ms': percentile(latencies, 0.5),
          'p99 ms': percentile(latencies, 0.99),
          'told %': (latencies.length / sent) * 100,
        }),
      },
    }));
    return {
      title: 'Live updates',
      setting: `${watched} subscriptions over server-sent events, one gateway, one order instance; ${CHANGES_PER_SECOND} changes a second published to the topic for ${seconds} s`,
      chart: 'µs a change',
      rows,
      notes: [
        'kB each: growth of the process’s memory for one open subscription. idle: CPU while nothing happens, heartbeats and sessions included.',
        'p50, p99: from the publication of a change to the client that has it; two cores are shared by the servers, both processes and all clients.',
      ],
    };
  } finally {
    await gateway.stop();
    await order.stop();
    keys.close();
    await servers.drop();
  }
}

function accessTokens() {
  const privateKeyPem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const signer = createAccessTokenSigner({ privateKeyPem, issuer: 'rushgraph', ttlSeconds: 86_400 });
  return {
    jwks: JSON.stringify(signer.jwks()),
    async tokenOf(userId: UserId): Promise<string> {
      const session = { userId, roles: ['CUSTOMER'] as const, sessionId: userId, now: new Date() };
      return (await signer.sign(session)).token;
    },
  };
}

export interface PlacedOrder {
  readonly id: OrderId;
  readonly userId: UserId;
}

async function placeOrders(
  servers: BenchServers,
  database: Parameters<typeof createOutboxEngine>[0]['database'],
  count: number,
): Promise<readonly PlacedOrder[]> {
  const now = createClock();
  const newId = createIds(now);
  const engine = createOutboxEngine({
    database,
    outbox: createOutbox({ source: 'order', newId, now, rows: 'batch' }),
    newId,
    now,
    metrics: createOrderMetrics(createMetrics('order', { defaults: false })),
    settings: {
      groupWaitMs: 1,
      maxGroup: 250,
      maxQueued: 10_000,
      maxInFlight: 2,
      checkAfterMs: 3_600_000,
      commitTimeoutMs: 60_000,
    },
  });
  const itemId = deriveId<ItemId>('item', servers.topicPrefix);
  const placements = Array.from({ length: count }, (_, index): Placement => {
    const userId = deriveId<UserId>('user', String(index));
    const id = deriveId<OrderId>('order', userId);
    const lines = [{ itemId, quantity: 1 }];
    return { id, userId, lines, inputHash: hashPlacement({ lines, idempotencyKey: id }), traceparent: undefined };
  });
  await inParallel(64, count, async (index) => {
    const placement = placements[index];
    if (placement !== undefined) await engine.place(placement);
  });
  await engine.stop();
  return placements;
}
