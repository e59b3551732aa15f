import { createHash } from 'node:crypto';
import { type createRedis, defineScript } from '@rushgraph/redis';
import type { Metrics } from '@rushgraph/service';
import type { Logger } from 'pino';
import { z } from 'zod';

export interface ThrottleSettings {
  readonly windowSeconds: number;
  /** Failed attempts within the window … */
  readonly limits: {
    /** … on one account from one address: stops guessing without locking the owner out. */
    readonly pair: number;
    /** … on one account from anywhere. */
    readonly account: number;
    /** … from one address on any account. Many customers may share an address. */
    readonly address: number;
  };
}

export type Attempt =
  | {
      readonly allowed: true /** The password was right: the attempt is not held against anybody. */;
      succeed(): Promise<void>;
    }
  | { readonly allowed: false; readonly retryAfterSeconds: number };

export interface LoginThrottle {
  /** Counts the attempt before the password is checked, so that guesses made at once are counted too. */
  begin(attempt: { readonly account: string; readonly address: string }): Promise<Attempt>;
}

/** Answers 0 when it counted, else the milliseconds until the window ends. The window starts with its first attempt. */
const TAKE = `
local count = tonumber(redis.call('GET', KEYS[1]) or '0')
if count >= tonumber(ARGV[1]) then
  local left = redis.call('PTTL', KEYS[1])
  if left > 0 then return left end
end
if redis.call('INCR', KEYS[1]) == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0`;

const GIVE_BACK = `
if tonumber(redis.call('GET', KEYS[1]) or '0') > 1 then return redis.call('DECR', KEYS[1]) end
redis.call('DEL', KEYS[1])
return 0`;

export interface ThrottleDeps {
  readonly redis: ReturnType<typeof createRedis>;
  readonly settings: ThrottleSettings;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Bounds how often passwords can be guessed. Without Redis logins go on unbounded, which is counted. */
export function createLoginThrottle({ redis, settings, logger, metrics }: ThrottleDeps): LoginThrottle {
  const take = defineScript(redis, { name: 'take-login-attempt', lua: TAKE, keys: 1, reply: z.int() });
  const giveBack = defineScript(redis, { name: 'give-back-login-attempt', lua: GIVE_BACK, keys: 1, reply: z.int() });
  const absent = metrics.counter('login_throttle_failures_total', 'Logins that could not be counted');
  const refused = metrics.counter('login_throttled_total', 'Logins refused before the password was checked');
  const { windowSeconds, limits } = settings;

  /** One script per key: on a cluster the keys of one attempt live on different nodes. */
  async function count(keys: readonly (readonly [string, number])[]): Promise<Attempt> {
    const taken = await Promise.all(
      keys.map(async ([key, limit]) => ({ key, waitMs: await take([key], [limit, windowSeconds * 1_000]) })),
    );
    const counted = taken.filter(({ waitMs }) => waitMs === 0).map(({ key }) => key);
    const waitMs = Math.max(...taken.map((one) => one.waitMs));
    if (waitMs === 0) return { allowed: true, succeed: () => withoutFail(() => release(counted)) };
    refused.inc();
    await release(counted);
    return { allowed: false, retryAfterSeconds: Math.ceil(waitMs / 1_000) };
  }

  async function release(keys: readonly string[]): Promise<void> {
    await Promise.all(keys.map((key) => giveBack([key])));
  }

  /** Nobody is kept out because Redis is away. */
  async function withoutFail<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      absent.inc();
      logger.warn({ err: error }, 'a login could not be counted: Redis did not answer');
      return undefined;
    }
  }

  return {
    async begin({ account, address }) {
      const attempt = await withoutFail(() =>
        count([
          [keyOf('pair', `${account}\n${address}`), limits.pair],
          [keyOf('account', account), limits.account],
          [keyOf('address', address), limits.address],
        ]),
      );
      return attempt ?? { allowed: true, succeed: async () => undefined };
    },
  };
}

/** Hashed: addresses of customers stay out of Redis. */
function keyOf(kind: keyof ThrottleSettings['limits'], subject: string): string {
  return `login:failed:${kind}:${createHash('sha256').update(subject).digest('base64url')}`;
}
