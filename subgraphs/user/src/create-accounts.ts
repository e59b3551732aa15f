import { randomBytes } from 'node:crypto';
import type { NewId } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import { createAccessTokenSigner } from '@rushgraph/identity';
import type { Outbox } from '@rushgraph/messaging';
import type { createRedis } from '@rushgraph/redis';
import type { Logger, Metrics } from '@rushgraph/service';
import type { Accounts } from './accounts.ts';
import { argon2Settings, queueSettings, throttleSettings, type UserConfig } from './config.ts';
import { hasSignedInFrom } from './log-in/known-places.ts';
import { createLoginThrottle } from './log-in/throttle-logins.ts';
import { createPasswords } from './password/create-passwords.ts';
import { createDenyList } from './session/deny-list.ts';

interface AccountsDeps {
  readonly config: UserConfig;
  readonly database: Database;
  readonly redis: ReturnType<typeof createRedis>;
  readonly outbox: Outbox;
  readonly newId: NewId;
  readonly now: () => Date;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** The parts that accounts and sessions need, as the settings say. */
export async function createAccounts(deps: AccountsDeps): Promise<Accounts> {
  const { config, database, redis, outbox, newId, now, logger, metrics } = deps;
  const lifetimeSeconds = config.ACCESS_TOKEN_SECONDS;
  return {
    database,
    outbox,
    passwords: await createPasswords({ argon2: argon2Settings(config), queue: queueSettings(config), now, metrics }),
    throttle: createLoginThrottle({
      knows: (origin) => hasSignedInFrom(database, origin),
      redis,
      settings: throttleSettings(config),
      logger,
      metrics,
    }),
    signer: createAccessTokenSigner({
      privateKeyPem: config.ACCESS_TOKEN_PRIVATE_KEY,
      furtherKeyPems: config.ACCESS_TOKEN_FURTHER_KEYS,
      issuer: config.ACCESS_TOKEN_ISSUER,
      ttlSeconds: lifetimeSeconds,
    }),
    denyList: createDenyList({ sql: database, redis, lifetimeSeconds, now, logger, metrics }),
    newId,
    randomBytes,
    now,
    refreshLifetimeSeconds: config.REFRESH_TOKEN_SECONDS,
    sessionLifetimeSeconds: config.SESSION_SECONDS,
    logger,
  };
}
