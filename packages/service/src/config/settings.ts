import { isIP } from 'node:net';
import { parseViewerKey, parseViewerKeys } from '@rushgraph/identity';
import { z } from 'zod';
import { address, flag, wholeNumber } from './setting-kinds.ts';

/** Where a process listens, for everybody and for operators. PORT 0 takes any free port. */
export function httpSettings(defaultPort: number) {
  return {
    PORT: wholeNumber(0, 65_535).default(defaultPort),
    HOST: z.string().default('0.0.0.0'),
    /** For /metrics and the details of /health/ready. Loopback unless whoever scrapes is elsewhere. */
    OPERATIONS_PORT: wholeNumber(0, 65_535).default(defaultPort + 50),
    OPERATIONS_HOST: z.string().default('127.0.0.1'),
    INTROSPECTION: flag.default(true),
  };
}

export const logSettings = {
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'], 'must be one of debug, info, warn, error, silent')
    .default('info'),
  LOG_PRETTY: flag.default(false),
};

export type ProcessRole = 'api' | 'worker';

export const roleSettings = {
  ROLES: z
    .string()
    .default('api,worker')
    .transform((text) => new Set(text.split(',').map((role) => role.trim())))
    .refine(
      (chosen): chosen is Set<ProcessRole> =>
        chosen.size > 0 && [...chosen].every((role) => role === 'api' || role === 'worker'),
      'must be api, worker or both, separated by a comma',
    ),
};

export function mysqlSettings(database: string) {
  const example = `mysql://user:password@localhost:3306/${database}`;
  return {
    MYSQL_URL: address(['mysql:'], example)
      .refine((text) => (URL.parse(text)?.pathname.length ?? 2) > 1, `must name a database, like ${example}`)
      .default(`mysql://root@localhost:13306/${database}`),
    MYSQL_CONNECTIONS: wholeNumber(1, 1_000).default(20),
  };
}

export const redisSettings = {
  REDIS_URL: address(['redis:', 'rediss:'], 'redis://localhost:6379').default('redis://localhost:16379'),
};

/** Where instances announce themselves to others, unless it is the Redis that the process has anyway. */
export const discoverySettings = {
  ...redisSettings,
  DISCOVERY_REDIS_URL: address(['redis:', 'rediss:'], 'redis://localhost:6379').optional(),
};

const HOST_NAME = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/i;

/** How others find this instance. */
const announceSettings = {
  /** By which host they reach it; without one it is not announced. */
  ANNOUNCE_HOST: z
    .string()
    .refine(
      (text) => isIP(text) > 0 || HOST_NAME.test(text),
      'must be the name or the address of this computer, as others reach it',
    )
    .optional(),
  /** How long it goes on answering after it has said that it leaves. */
  DRAIN_WAIT_MS: wholeNumber(0, 9_000).optional(),
};

export const mongodbSettings = {
  MONGODB_URL: address(['mongodb:', 'mongodb+srv:'], 'mongodb://localhost:27017/mypage').default(
    'mongodb://localhost:17017',
  ),
};

export const kafkaSettings = {
  KAFKA_BROKERS: z
    .string()
    .default('localhost:19092')
    .transform((text) => text.split(',').map((broker) => broker.trim()))
    .refine(
      (brokers) => brokers.every((broker) => /^[^\s:]+:\d{1,5}$/.test(broker)),
      'must be host:port, separated by commas',
    ),
  KAFKA_SSL: flag.default(false),
  KAFKA_SASL_MECHANISM: z
    .enum(['plain', 'scram-sha-256', 'scram-sha-512'], 'must be plain, scram-sha-256 or scram-sha-512')
    .optional(),
  KAFKA_SASL_USERNAME: z.string().optional(),
  KAFKA_SASL_PASSWORD: z.string().optional(),
  /** Put before every topic and group: several systems can share a cluster. */
  KAFKA_TOPIC_PREFIX: z.string().default(''),
  KAFKA_GROUP_PREFIX: z.string().default(''),
};

/** How topics are made. Left out, it follows from the number of brokers. */
export const topicSettings = {
  KAFKA_REPLICATION_FACTOR: wholeNumber(1, 10).optional(),
  KAFKA_MIN_INSYNC_REPLICAS: wholeNumber(1, 10).optional(),
};

export const consumerSettings = {
  /** How long Kafka waits for a consumer that says nothing before its partitions go to others. Longer forgives longer pauses. */
  KAFKA_SESSION_TIMEOUT_MS: wholeNumber(500, 300_000).default(10_000),
  /** A worker that is further behind, in records, says that it is not ready. By default readiness only tells how far it is. */
  READY_MOST_BEHIND: wholeNumber(0, 1_000_000_000).optional(),
};

export const outboxSettings = {
  /** How long a bucket of the outbox stays with a relay that has died. Longer forgives longer pauses of one that lives. */
  RELAY_LEASE_MS: wholeNumber(1_500, 600_000).default(15_000),
  /** `event` for a row per event, as change data capture reads them; `batch` for one per transaction and bucket, which is cheaper. */
  OUTBOX_ROWS: z.enum(['event', 'batch'], 'must be event or batch').default('batch'),
};

export const idempotencySettings = {
  /** How long a write is known by its idempotency key. A repeat after that is a new request. */
  IDEMPOTENCY_KEY_DAYS: wholeNumber(1, 3_650).default(30),
};

export const currencySettings = {
  /** The one currency of the shop: amounts in another are refused. */
  SHOP_CURRENCY: z.enum(['KRW', 'USD', 'EUR', 'JPY'], 'must be one of KRW, USD, EUR, JPY').default('KRW'),
};

const makeKey = 'make one with `openssl rand -base64 32`';

/** The key that callers of this subgraph sign with. */
export const viewerSettings = {
  VIEWER_KEY: z
    .string({ error: `must be set to 32 bytes in base64 (${makeKey})` })
    .transform((text, context) =>
      orIssue(context, `must be 32 bytes in base64 (${makeKey})`, () => parseViewerKey(text)),
    ),
};

/** What every subgraph is told. The port is the one that it listens on unless told otherwise. */
export function subgraphSettings(defaultPort: number) {
  return {
    ...httpSettings(defaultPort),
    ...logSettings,
    ...roleSettings,
    ...kafkaSettings,
    ...viewerSettings,
    ...discoverySettings,
    ...announceSettings,
  };
}

/** What a subgraph is told that keeps its data in MySQL and tells others of it through an outbox. */
export function databaseSettings(database: string) {
  return { ...mysqlSettings(database), ...redisSettings, ...outboxSettings };
}

/** The keys of the subgraphs that this process calls; all of `subgraphs` must be there. */
export function viewerKeysSettings(subgraphs: readonly string[]) {
  const message = `must hold a key for each of ${subgraphs.join(', ')}, as in ${subgraphs[0]}=<32 bytes in base64>,… (${makeKey})`;
  return {
    VIEWER_KEYS: z
      .string({ error: message })
      .transform((text, context) => orIssue(context, message, () => parseViewerKeys(text)))
      .refine((keys) => subgraphs.every((name) => keys.has(name)), message),
  };
}

function orIssue<T>(context: z.RefinementCtx, message: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  }
}

type Read<Settings extends z.ZodRawShape> = z.output<z.ZodObject<Settings>>;

/** What `subgraphSettings` are read to. */
export type SubgraphConfig = Read<ReturnType<typeof subgraphSettings>>;
export type MysqlConfig = Read<ReturnType<typeof mysqlSettings>>;
export type KafkaConfig = Read<typeof kafkaSettings>;
/** Of a subgraph that has an outbox. */
export type OutboxConfig = SubgraphConfig & Read<typeof outboxSettings>;
