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
    /** … on one account from anywhere; nobody is shut out by it where the account has signed in before. */
    readonly account: number;
    /** … from one address on any account. Many customers may share an address. */
    readonly address: number;
  };
}

export interface Origin {
  /** Normalised e-mail address. */
  readonly account: string;
  /** As `networkOf` answers it. */
  readonly network: string;
}

export type Attempt =
  | {
      readonly allowed: true;
      /** The password was right, or was not looked at: the attempt is not held against anybody. */
      forgive(): Promise<void>;
    }
  | { readonly allowed: false; readonly retryAfterSeconds: number };

export interface LoginThrottle {
  /** Counts the attempt before the password is checked, so that guesses made at once are counted too. */
  begin(origin: Origin): Promise<Attempt>;
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
  /** Whether the account has signed in from there before. */
  readonly knows: (origin: Origin) => Promise<boolean>;
  readonly redis: ReturnType<typeof createRedis>;
  readonly settings: ThrottleSettings;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

type Limit = keyof ThrottleSettings['limits'];
interface Taken {
  readonly limit: Limit;
  readonly key: string;
  /** 0 when it was counted. */
  readonly waitMs: number;
}

/** Bounds how often passwords can be guessed. Without Redis logins go on unbounded, which is counted. */
export function createLoginThrottle({ knows, redis, settings, logger, metrics }: ThrottleDeps): LoginThrottle {
  const take = defineScript(redis, { name: 'take-login-attempt', lua: TAKE, keys: 1, reply: z.int() });
  const giveBack = defineScript(redis, { name: 'give-back-login-attempt', lua: GIVE_BACK, keys: 1, reply: z.int() });
  const absent = metrics.counter('login_throttle_failures_total', 'Logins that could not be counted');
  const refused = metrics.counter('login_throttled_total', 'Logins refused before the password was checked');
  const { windowSeconds, limits } = settings;

  /** One script per key: on a cluster the keys of one attempt live on different nodes. */
  function count({ account, network }: Origin): Promise<Taken[]> {
    const subjects = { pair: `${account}\n${network}`, account, address: network };
    return Promise.all(
      (['pair', 'account', 'address'] as const).map(async (limit) => {
        const key = keyOf(limit, subjects[limit]);
        return { limit, key, waitMs: await take([key], [limits[limit], windowSeconds * 1_000]) };
      }),
    );
  }

  async function release(taken: readonly Taken[]): Promise<void> {
    const counted = taken.filter(({ waitMs }) => waitMs === 0);
    await withoutFail(() => Promise.all(counted.map(({ key }) => giveBack([key]))));
  }

  /** Nobody is kept out because Redis is away. */
  async function withoutFail<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      absent.inc();
      logger.warn({ err: error }, 'could not count a login because Redis did not answer');
      return undefined;
    }
  }

  return {
    async begin(origin) {
      const taken = (await withoutFail(() => count(origin))) ?? [];
      const full = taken.filter(({ waitMs }) => waitMs > 0);
      const [first, ...others] = full;
      const isAccountAlone = first?.limit === 'account' && others.length === 0;
      // Whoever guesses at an account from many places must not be able to shut its owner out.
      if (first === undefined || (isAccountAlone && (await knows(origin)))) {
        return { allowed: true, forgive: () => release(taken) };
      }
      refused.inc();
      await release(taken);
      const waitMs = Math.max(...full.map((one) => one.waitMs));
      return { allowed: false, retryAfterSeconds: Math.ceil(waitMs / 1_000) };
    },
  };
}

/** Hashed: addresses of customers stay out of Redis. */
function keyOf(limit: Limit, subject: string): string {
  return `login:failed:${limit}:${createHash('sha256').update(subject).digest('base64url')}`;
}
