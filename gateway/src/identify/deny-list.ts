import { createBatcher, nextTurn } from '@rushgraph/concurrency';
import { deniedSessionKey } from '@rushgraph/identity';
import type { Logger, Metrics } from '@rushgraph/service';

export interface DenyList {
  /** Whether the session was ended before its access token expires. */
  isDenied(sessionId: string): Promise<boolean>;
}

export interface DenyListDeps {
  /** A connection whose commands have a short time limit: every signed-in request waits for this answer. */
  readonly redis: { mget(keys: string[]): Promise<(string | null)[]> };
  readonly logger: Logger;
  readonly metrics: Metrics;
}

interface Waiting {
  readonly sessionId: string;
  readonly settle: (isDenied: boolean) => void;
}

/** Keys of one command. */
const MOST_SESSIONS = 200;
/** A command that hangs must not hold all others for long. */
const COMMANDS = 2;

/**
 * Sessions that were logged out or revoked; those that are asked for together are one command. Without Redis tokens are
 * believed until they expire, at most fifteen minutes: a shop that turns everyone away because a cache is down would be the
 * greater harm. It is counted, and said once when it begins and once when it ends.
 */
export function createDenyList({ redis, logger, metrics }: DenyListDeps): DenyList {
  const unchecked = metrics.counter(
    'gateway_unchecked_sessions_total',
    'Requests whose session could not be looked up as revoked',
  );
  let isBlind = false;

  async function lookUp(batch: readonly Waiting[]): Promise<void> {
    try {
      const ended = await redis.mget(batch.map(({ sessionId }) => deniedSessionKey(sessionId)));
      if (isBlind) logger.info('revoked sessions are looked up and refused again');
      isBlind = false;
      for (const [index, { settle }] of batch.entries()) settle(ended[index] !== null);
    } catch (error) {
      unchecked.inc(batch.length);
      if (!isBlind)
        logger.warn({ err: error }, 'could not look up sessions; revoked ones stay valid until their tokens expire');
      isBlind = true;
      for (const { settle } of batch) settle(false);
    }
  }

  const batcher = createBatcher<Waiting>({
    work: lookUp,
    fitting: () => MOST_SESSIONS,
    fullAt: MOST_SESSIONS,
    company: nextTurn,
    maxInFlight: COMMANDS,
  });
  return {
    isDenied: (sessionId) => new Promise((settle) => batcher.add([{ sessionId, settle }])),
  };
}
