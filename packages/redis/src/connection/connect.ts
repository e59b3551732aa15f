import { Cluster, type RedisOptions as DriverOptions, Redis } from 'ioredis';
import type { Logger } from 'pino';

export interface RedisOptions {
  /** redis:// or rediss://, with the database as its path. */
  readonly url: string;
  /** Shown by CLIENT LIST and in the log. */
  readonly name: string;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  /** How long a command may take. Default 2,000. Without effect on a blocking connection. */
  readonly commandTimeoutMs?: number;
}

const DEFAULT_PORT = 6_379;
const CONNECT_LIMIT_MS = 2_000;
/**
 * RESP 2. Under RESP 3, ioredis' default, the answer of INFO, which every new connection asks for, is a verbatim
 * string: a subclass of String, and declaring one makes V8 look up the methods of all strings (docs/drivers.md).
 */
const PROTOCOL = 2;
const COMMAND_LIMIT_MS = 2_000;
/** Readers block for 5 s at most, so a reader that hears nothing for twice as long has lost its server. */
const BLOCKING_LIMIT_MS = 10_000;

/**
 * A connection for commands. It fails fast: no command waits for a server that is away, so callers can degrade.
 * A command in flight is sent again after a reconnect, so every script must give a repeat its first result.
 */
export function createRedis(options: RedisOptions): Redis {
  const { commandTimeoutMs = COMMAND_LIMIT_MS } = options;
  return connect(options, {
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    commandTimeout: commandTimeoutMs,
  });
}

/** A connection for one blocking reader (BLOCK of 5 s at most) or one subscriber; it waits for a server that is away. */
export function createBlockingRedis(options: RedisOptions): Redis {
  return connect(options, { maxRetriesPerRequest: null, blockingTimeout: BLOCKING_LIMIT_MS });
}

/**
 * Connections for commands to the nodes of a cluster, of which `url` names any one. They fail fast, as those of
 * `createRedis` do. Keys of one call must share a hash tag.
 */
export function createRedisCluster(options: RedisOptions): Cluster {
  const { url, name, logger, commandTimeoutMs = COMMAND_LIMIT_MS } = options;
  const { hostname, port, protocol, username, password } = new URL(url);
  const cluster = new Cluster([{ host: hostname, port: Number(port || DEFAULT_PORT) }], {
    enableOfflineQueue: false,
    clusterRetryStrategy: pauseBefore,
    redisOptions: {
      connectionName: name,
      protocol: PROTOCOL,
      connectTimeout: CONNECT_LIMIT_MS,
      commandTimeout: commandTimeoutMs,
      maxRetriesPerRequest: 1,
      ...(username !== '' && { username: decodeURIComponent(username) }),
      ...(password !== '' && { password: decodeURIComponent(password) }),
      ...(protocol === 'rediss:' && { tls: {} }),
    },
  });
  tellOnce(cluster, name, logger);
  return cluster;
}

/** Ends a connection: after the replies that are due when there is a server, at once when there is none. */
export async function closeRedis(redis: Redis | Cluster): Promise<void> {
  if (redis.status === 'ready') await redis.quit();
  else redis.disconnect();
}

type Waiting = Required<Pick<DriverOptions, 'maxRetriesPerRequest'>> &
  Pick<DriverOptions, 'enableOfflineQueue' | 'commandTimeout' | 'blockingTimeout'>;

function connect({ url, name, logger }: RedisOptions, waiting: Waiting): Redis {
  const redis = new Redis(url, {
    connectionName: name,
    protocol: PROTOCOL,
    connectTimeout: CONNECT_LIMIT_MS,
    retryStrategy: pauseBefore,
    ...waiting,
  });
  tellOnce(redis, name, logger);
  return redis;
}

function pauseBefore(attempt: number): number {
  return Math.min(50 * 2 ** Math.min(attempt, 5), 1_000);
}

/** One line when it goes and one when it comes back, not one for every attempt between them. */
function tellOnce(redis: Redis | Cluster, name: string, logger: RedisOptions['logger']): void {
  let away = false;
  redis.on('error', (error: unknown) => {
    if (!away) logger.warn({ err: error, connection: name }, 'Redis is away');
    away = true;
  });
  redis.on('ready', () => {
    if (away) logger.info({ connection: name }, 'Redis is back');
    away = false;
  });
}
