import type { OrderId } from '@rushgraph/contracts';
import { isTransient } from '@rushgraph/database';
import { murmur2 } from '@rushgraph/messaging';
import type { Logger } from 'pino';
import type { OrderEngine, Placement, PlacementOutcome } from '../order/placement.ts';
import type { OrderMetrics } from '../order-metrics.ts';
import { EngineUnavailable } from './engine-unavailable.ts';
import { guardEngine, isKnownAway } from './guard-engine.ts';

export interface ChooseEngineDeps {
  readonly outbox: OrderEngine;
  readonly streams: OrderEngine;
  /** How many of 100 orders go to the streams engine. */
  readonly streamsShare: number;
  readonly logger: Pick<Logger, 'warn' | 'info'>;
  readonly metrics: OrderMetrics;
  /** How long an engine that is away is left alone. Default: the guard's own. */
  readonly retryAfterMs?: number;
}

/**
 * Gives each order its engine, always the same one, and the other one when that cannot be reached; known to be away, it
 * is not even tried. An order that both have seen is one order: its id is its row's primary key, its record's key and
 * its reservation's key.
 */
export function createEngineChoice(deps: ChooseEngineDeps): OrderEngine {
  const { outbox, streams, streamsShare, logger, metrics } = deps;
  const isUnavailable = (error: unknown) => error instanceof EngineUnavailable;
  const guard = {
    logger,
    registry: metrics.registry,
    ...(deps.retryAfterMs !== undefined && { retryAfterMs: deps.retryAfterMs }),
  };
  const placeWithStreams = guardEngine({ ...guard, engine: streams, isAway: isUnavailable });
  const placeWithOutbox = guardEngine({ ...guard, engine: outbox, isAway: isTransient });

  // Not behind its own breaker: whoever comes here has nowhere else to go.
  async function fallBack(to: OrderEngine, placement: Placement, error: unknown): Promise<PlacementOutcome> {
    metrics.fallbacks.inc({ to: to.name });
    if (!isKnownAway(error)) {
      logger.warn({ err: error, orderId: placement.id, to: to.name }, 'placing an order with the other engine');
    }
    return to.place(placement);
  }

  return {
    name: 'choice',
    async place(placement) {
      if (prefersStreams(placement.id, streamsShare)) {
        try {
          return await placeWithStreams(placement);
        } catch (error) {
          if (!isUnavailable(error) && !isKnownAway(error)) throw error;
          const placedAt = error instanceof EngineUnavailable ? error.placedAt : undefined;
          return fallBack(outbox, placedAt === undefined ? placement : { ...placement, placedAt }, error);
        }
      }
      try {
        return await placeWithOutbox(placement);
      } catch (error) {
        if (!isTransient(error) && !isKnownAway(error)) throw error;
        return fallBack(streams, placement, error);
      }
    },
    async stop() {
      await Promise.all([outbox.stop(), streams.stop()]);
    },
  };
}

/** Whether this order belongs to the share of the streams engine. */
export function prefersStreams(id: OrderId, share: number): boolean {
  return (murmur2(Buffer.from(id)) & 0x7fffffff) % 100 < share;
}
