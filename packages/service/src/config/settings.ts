import { parseViewerKey, parseViewerKeys } from '@rushgraph/identity';
import { z } from 'zod';

/** A whole number between two bounds, from text. */
export function wholeNumber(min: number, max: number) {
  const message = `must be a whole number between ${min} and ${max}`;
  return z
    .string({ error: message })
    .regex(/^-?\d{1,15}$/, message)
    .transform(Number)
    .refine((value) => value >= min && value <= max, message);
}

export const flag = z.enum(['true', 'false'], 'must be true or false').transform((text) => text === 'true');

function address(protocols: readonly string[], example: string) {
  const message = `must be an address like ${example}`;
  return z
    .string({ error: message })
    .refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), message);
}

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

/** How soon others go on with the work of a worker that has died; longer forgives longer pauses of one that lives. */
export const takeoverSettings = {
  /** How long Kafka waits for a consumer that says nothing before its partitions go to others. */
  KAFKA_SESSION_TIMEOUT_MS: wholeNumber(500, 300_000).default(10_000),
  /** How long a bucket of the outbox stays with a relay that has died. */
  RELAY_LEASE_MS: wholeNumber(1_500, 600_000).default(15_000),
};

export const outboxSettings = {
  /** `event` for a row per event, as change data capture reads them; `batch` for one per transaction and bucket, which is cheaper. */
  OUTBOX_ROWS: z.enum(['event', 'batch'], 'must be event or batch').default('batch'),
};

export const idempotencySettings = {
  /** How long a write is known by its idempotency key. A repeat after that is a new request. */
  IDEMPOTENCY_KEY_DAYS: wholeNumber(1, 3_650).default(30),
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

interface KafkaSettings {
  readonly KAFKA_BROKERS: readonly string[];
  readonly KAFKA_SSL: boolean;
  readonly KAFKA_SASL_MECHANISM?: 'plain' | 'scram-sha-256' | 'scram-sha-512' | undefined;
  readonly KAFKA_SASL_USERNAME?: string | undefined;
  readonly KAFKA_SASL_PASSWORD?: string | undefined;
}

/** The connection part of the Kafka settings, as `createKafka` takes it. */
export function kafkaConnection(settings: KafkaSettings) {
  const {
    KAFKA_BROKERS,
    KAFKA_SSL,
    KAFKA_SASL_MECHANISM,
    KAFKA_SASL_USERNAME = '',
    KAFKA_SASL_PASSWORD = '',
  } = settings;
  const sasl = { mechanism: KAFKA_SASL_MECHANISM, username: KAFKA_SASL_USERNAME, password: KAFKA_SASL_PASSWORD };
  const { mechanism } = sasl;
  return { brokers: KAFKA_BROKERS, ssl: KAFKA_SSL, ...(mechanism !== undefined && { sasl: { ...sasl, mechanism } }) };
}
