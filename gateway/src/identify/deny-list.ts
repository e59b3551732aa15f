import { deniedSessionKey } from '@rushgraph/identity';
import type { Logger, Metrics } from '@rushgraph/service';

export interface DenyList {
  /** Whether the session was ended before its access token expires. */
  isDenied(sessionId: string): Promise<boolean>;
}

export interface DenyListDeps {
  /** A connection whose commands have a short time limit: every signed-in request waits for this answer. */
  readonly redis: { exists(key: string): Promise<number> };
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/**
 * Sessions that were logged out or revoked. Without Redis tokens are believed until they expire, at most fifteen
 * minutes: a shop that turns everyone away because a cache is down would be the greater harm. It is counted, and said
 * once when it begins and once when it ends.
 */
export function createDenyList({ redis, logger, metrics }: DenyListDeps): DenyList {
  const unchecked = metrics.counter(
    'gateway_unchecked_sessions_total',
    'Requests whose session could not be looked up as revoked',
  );
  let isBlind = false;
  return {
    async isDenied(sessionId) {
      try {
        const isDenied = (await redis.exists(deniedSessionKey(sessionId))) === 1;
        if (isBlind) logger.info('revoked sessions are looked up and refused again');
        isBlind = false;
        return isDenied;
      } catch (error) {
        unchecked.inc();
        if (!isBlind)
          logger.warn({ err: error }, 'could not look up sessions; revoked ones stay valid until their tokens expire');
        isBlind = true;
        return false;
      }
    },
  };
}
