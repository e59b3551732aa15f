import type { Logger } from '@rushgraph/service';

/** Requests come by the thousand: one line in this time says enough of what fails with each of them. */
const EVERY_MS = 60_000;

/** Says in the log that something has failed, at most once a minute, with how often it was not said before. */
export function warnRarely(logger: Logger, message: string, monotonic = () => performance.now()) {
  let saidAt = Number.NEGATIVE_INFINITY;
  let unsaid = 0;
  return (error: unknown): void => {
    const now = monotonic();
    if (now - saidAt < EVERY_MS) {
      unsaid += 1;
      return;
    }
    logger.warn({ err: error, unsaid }, message);
    saidAt = now;
    unsaid = 0;
  };
}
