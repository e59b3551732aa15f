import type { Sql } from '@rushgraph/database';
import { defineQuery, given, gt } from '@rushgraph/database/query';
import { deniedSessionKey } from '@rushgraph/identity';
import type { createRedis } from '@rushgraph/redis';
import type { Metrics } from '@rushgraph/service';
import type { Logger } from 'pino';
import { refreshSession } from '../db/schema.ts';

export interface DenyList {
  /** Makes the gateway refuse the sessions' access tokens at once. Without Redis they live on until they end. */
  deny(sessionIds: readonly string[]): Promise<void>;
  /** Denies again what was revoked while Redis was away, or forgotten by it. */
  restore(): Promise<void>;
}

export interface DenyListDeps {
  readonly sql: Sql;
  readonly redis: ReturnType<typeof createRedis>;
  /** Lifetime of an access token. */
  readonly lifetimeSeconds: number;
  readonly now: () => Date;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** A token that is signed while its session is being revoked ends a little after the revocation plus its lifetime. */
const MARGIN_SECONDS = 60;
const AT_ONCE = 500;

const findRevoked = defineQuery({ since: given<Date>() }, (builder, { since }) =>
  builder.select({ id: refreshSession.id }).from(refreshSession).where(gt(refreshSession.revokedAt, since)),
);

/** The access tokens that must not be accepted any more. MySQL knows what is revoked; Redis tells the gateway. */
export function createDenyList({ sql, redis, lifetimeSeconds, now, logger, metrics }: DenyListDeps): DenyList {
  const ttlSeconds = lifetimeSeconds + MARGIN_SECONDS;
  const failures = metrics.counter('session_deny_failures_total', 'Revocations that could not be told to the gateway');

  async function write(sessionIds: readonly string[]): Promise<void> {
    for (let start = 0; start < sessionIds.length; start += AT_ONCE) {
      const some = sessionIds.slice(start, start + AT_ONCE);
      await Promise.all(some.map((id) => redis.set(deniedSessionKey(id), '1', 'EX', ttlSeconds)));
    }
  }

  return {
    async deny(sessionIds) {
      try {
        await write(sessionIds);
      } catch (error) {
        failures.inc(sessionIds.length);
        logger.error(
          { err: error, sessionIds },
          'could not write revoked sessions to Redis; they are denied once Redis is back',
        );
      }
    },
    async restore() {
      const since = new Date(now().getTime() - ttlSeconds * 1_000);
      const revoked = await findRevoked(sql, { since });
      await write(revoked.map(({ id }) => id));
    },
  };
}
