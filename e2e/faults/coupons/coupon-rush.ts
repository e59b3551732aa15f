import { type CampaignId, deriveId, topics, type UserId } from '@rushgraph/contracts';
import { insertCampaign } from '@rushgraph/coupon/campaigns';
import { queueKeys, readStreamed } from '@rushgraph/coupon/queue';
import {
  eventually,
  freePorts,
  startOwnRedis,
  startProcess,
  startStoreProxy,
  type TestProcess,
  testDatabase,
  testKafka,
  testViewerKey,
} from '@rushgraph/testkit';
import { Redis } from 'ioredis';

export type CouponRush = Awaited<ReturnType<typeof startCouponRush>>;

export const COUPONS = 240;
export const CUSTOMERS = 360;
/** At this pace a rush lasts long enough to be hit. */
const PER_SECOND = 40;
const HOUR_MS = 3_600_000;
const READY_LIMIT_MS = 60_000;

export const customer = (index: number) => deriveId<UserId>('rush', String(index));

export interface CouponRushOptions {
  readonly settings?: Readonly<Record<string, string>>;
  /** Whether MySQL can be cut off. */
  readonly mayCutMysql?: boolean;
}

/** Two coupon instances, each api and worker, on a Redis of their own and a MySQL that can be cut off, with one open campaign. */
export async function startCouponRush({ settings = {}, mayCutMysql = false }: CouponRushOptions = {}) {
  const kafka = testKafka();
  const [database, server, ports] = await Promise.all([
    testDatabase(),
    startOwnRedis(),
    freePorts(2),
    kafka.createTopics(topics),
  ]);
  const address = new URL(database.url);
  const mysql = await startStoreProxy(Number(address.port));
  if (mayCutMysql) address.port = String(mysql.port);
  const instances = ports.map((port) =>
    startProcess('coupon', {
      PORT: String(port),
      HOST: '127.0.0.1',
      LOG_LEVEL: 'info',
      VIEWER_KEY: testViewerKey.toString('base64'),
      MYSQL_URL: address.href,
      REDIS_URL: server.url,
      KAFKA_BROKERS: kafka.brokers.join(','),
      KAFKA_TOPIC_PREFIX: kafka.topicPrefix,
      RELAY_LEASE_MS: '4500',
      COUPON_ISSUES_PER_SECOND: String(PER_SECOND),
      COUPON_LEASE_MS: '1500',
      COUPON_CLAIM_AFTER_MS: '2000',
      COUPON_LOOK_MS: '200',
      ...settings,
    }),
  );
  const redis = new Redis(server.url, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
  // It is killed on purpose.
  redis.on('error', () => undefined);

  async function stop(): Promise<void> {
    // Killed, not asked: what they would still do has nowhere to go.
    await Promise.all(instances.map((one) => one.kill('SIGKILL')));
    redis.disconnect();
    await Promise.all([mysql.stop(), server.drop(), database.drop(), kafka.drop()]);
  }

  try {
    await Promise.all(instances.map((one) => one.waitReady(READY_LIMIT_MS)));
  } catch (error) {
    await stop();
    throw error;
  }
  const id = deriveId<CampaignId>('campaign', kafka.topicPrefix);
  const now = Date.now();
  await insertCampaign(
    database.database,
    {
      id,
      name: 'Rush',
      discount: { amount: 500, currency: 'KRW' },
      mode: 'QUEUED',
      quantity: COUPONS,
      issued: 0,
      opensAt: new Date(now - HOUR_MS),
      closesAt: new Date(now + HOUR_MS),
    },
    new Date(now),
  );
  const keys = queueKeys(id);
  const issued = () => redis.hlen(keys.issued);
  return {
    instances,
    redis,
    server,
    mysql,
    kafka,
    id,
    keys,
    database: database.database,
    issued,
    /** Coupons that were given out and are in the stream. */
    unwritten: async () => (await readStreamed(redis, keys, 1_000)).length,
    /** Resolves when so many coupons were given out. */
    async reached(count: number): Promise<void> {
      await eventually(
        async () => {
          if ((await issued()) < count) throw new Error(`${await issued()} of ${count} coupons were given out`);
        },
        { timeoutMs: 120_000 },
      );
    },
    /** The instance that moves the queue. */
    async mover(): Promise<TestProcess> {
      const token = (await redis.hget(keys.state, 'mover')) ?? '';
      const owner = token.slice(token.indexOf(':') + 1);
      const found = instances.find((one) => one.logs().includes(owner));
      if (owner === '' || found === undefined) throw new Error(`Nobody is the mover "${token}"`);
      return found;
    },
    logs: () => instances.map((one) => `=== ${one.url}\n${one.logs()}`).join('\n'),
    stop,
  };
}
