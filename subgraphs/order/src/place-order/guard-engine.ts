import { BrokenCircuitError, CircuitState, CountBreaker, circuitBreaker, handleWhen } from 'cockatiel';
import type { Logger } from 'pino';
import type { OrderEngine, Placement, PlacementOutcome } from './order-engine.ts';

export interface GuardEngineDeps {
  readonly engine: OrderEngine;
  /** Whether an error says that what the engine needs is away; any other is the order's own affair. */
  readonly isAway: (error: unknown) => boolean;
  readonly logger: Pick<Logger, 'warn' | 'info'>;
  /** From opening to the next attempt. Default 2,000. */
  readonly retryAfterMs?: number;
}

/** Half of the last twenty placements, but of at least five: one failed group of orders is enough. */
const WINDOW = { threshold: 0.5, size: 20, minimumNumberOfCalls: 5 };

/** The engine is known to be away: nothing was tried. */
export function isKnownAway(error: unknown): boolean {
  return error instanceof BrokenCircuitError;
}

/**
 * Placing with an engine behind a circuit breaker: while what it needs is away, an order does not wait for a time limit
 * to find that out. Throws an error that `isKnownAway` knows, then; also to those who come while one tries again.
 */
export function guardEngine(deps: GuardEngineDeps): (placement: Placement) => Promise<PlacementOutcome> {
  const { engine, isAway, logger, retryAfterMs = 2_000 } = deps;
  const breaker = circuitBreaker(handleWhen(isAway), {
    breaker: new CountBreaker(WINDOW),
    halfOpenAfter: retryAfterMs,
  });
  breaker.onBreak((reason) => {
    const error = 'error' in reason ? reason.error : undefined;
    logger.warn({ err: error, engine: engine.name }, 'an order engine is away; orders go to the other one');
  });
  breaker.onReset(() => logger.info({ engine: engine.name }, 'an order engine is back'));
  return async (placement) => {
    // The breaker would let them wait for the outcome of the attempt.
    if (breaker.state === CircuitState.HalfOpen) throw new BrokenCircuitError();
    return breaker.execute(() => engine.place(placement));
  };
}
