import { type BreakerSettings, createBreaker, isResilienceError, type Time } from '@rushgraph/resilience';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { OrderEngine, Placement, PlacementOutcome } from '../order/placement.ts';

export interface GuardEngineDeps {
  readonly engine: OrderEngine;
  /** Whether an error says that what the engine needs is away; any other is the order's own affair. */
  readonly isAway: (error: unknown) => boolean;
  readonly logger: Pick<Logger, 'warn' | 'info'>;
  readonly registry: Registry;
  /** From opening to the next attempt. Default 2,000. */
  readonly retryAfterMs?: number;
  /** Default: the computer's. */
  readonly time?: Time;
}

/**
 * Half of the last twenty placements, but of at least five: one failed group of orders is enough. One order tries whether
 * the engine is back. Slowness is bounded by the engine itself.
 */
const SETTINGS: BreakerSettings = {
  windowCalls: 20,
  minimumCalls: 5,
  failurePercent: 50,
  slowAfterMs: Number.POSITIVE_INFINITY,
  openMs: 2_000,
  trialCalls: 1,
};

/** The engine is known to be away: nothing was tried. */
export function isKnownAway(error: unknown): boolean {
  return isResilienceError(error, 'open');
}

/**
 * Placing with an engine behind a circuit breaker: while what it needs is away, an order does not wait for a time limit
 * to find that out. Throws an error that `isKnownAway` knows, then; also to those who come while one tries again.
 */
export function guardEngine(deps: GuardEngineDeps): (placement: Placement) => Promise<PlacementOutcome> {
  const { engine, isAway, logger, registry, retryAfterMs = SETTINGS.openMs, time } = deps;
  const breaker = createBreaker({
    name: `${engine.name} engine`,
    settings: { ...SETTINGS, openMs: retryAfterMs },
    isFailure: isAway,
    logger,
    registry,
    ...(time !== undefined && { time }),
  });
  return (placement) => breaker.execute(() => engine.place(placement));
}
