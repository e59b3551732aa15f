import { deniedSessionKey } from '@rushgraph/identity';
import type { Logger, Metrics } from '@rushgraph/service';

export interface DenyList {
  /** Whether the session was ended before its access token expires. */
  isDenied(sessionId: string): Promise<boolean>;
}

export interface DenyListDeps {
  readonly redis: { exists(key: string): Promise<number> };
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/**
 * Sessions that were logged out or revoked. Without Redis tokens are believed until they expire, at most fifteen
 * minutes: a shop that turns everyone away because a cache is down would be the greater harm. It is counted.
 */
export function createDenyList({ redis, logger, metrics }: DenyListDeps): DenyList {
  const unchecked = metrics.counter(
    'gateway_unchecked_sessions_total',
    'Requests whose session could not be looked up as revoked',
  );
  return {
    async isDenied(sessionId) {
      try {
        return (await redis.exists(deniedSessionKey(sessionId))) === 1;
      } catch (error) {
        unchecked.inc();
        logger.debug({ err: error }, 'the deny list could not be asked');
        return false;
      }
    },
  };
}
