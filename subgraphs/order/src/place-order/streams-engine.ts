import type { NewId } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import { encodeHeaders, type NewEvent, type Producer, type ProducerRecord } from '@rushgraph/messaging';
import type { Logger } from 'pino';
import { requestedEvent, updatedEvent } from '../order-events.ts';
import type { OrderMetrics } from '../order-metrics.ts';
import type { PendingEntry, PendingOrders } from '../pending-orders/pending-orders.ts';
import { createStoredCheck } from './check-stored.ts';
import { EngineUnavailable, type OrderEngine, type Placement, type PlacementOutcome } from './order-engine.ts';

export interface StreamsEngineSettings {
  readonly topicPrefix: string;
  /** Placements under way; more are refused. */
  readonly maxQueued: number;
  /** How long Kafka may take to acknowledge an order. */
  readonly publishTimeoutMs: number;
  /** How long MySQL may take to say that it does not have the order; then it is placed without that. */
  readonly checkTimeoutMs: number;
}

export interface StreamsEngineDeps {
  readonly database: Database;
  readonly producer: Producer;
  readonly pending: PendingOrders;
  readonly newId: NewId;
  readonly now: () => Date;
  readonly logger: Logger;
  readonly metrics: OrderMetrics;
  readonly settings: StreamsEngineSettings;
}

/**
 * Places orders in Kafka: the request is the order until its stock result has come. It can be read from Redis, where it
 * is written first. Fails with EngineUnavailable when Kafka or Redis does not answer; then it may or may not be placed,
 * and placing it with any engine, again, is the same order.
 */
export function createStreamsEngine(deps: StreamsEngineDeps): OrderEngine {
  const { metrics, settings } = deps;
  const findStored = createStoredCheck(deps.database, settings.checkTimeoutMs, deps.logger);
  /** Requests for one order that come together share one publication. */
  const underWay = new Map<string, Promise<PlacementOutcome>>();

  async function place(placement: Placement): Promise<PlacementOutcome> {
    const attempt = deps.newId<string>();
    const entry = await claim(deps, placement, attempt);
    if (entry.inputHash !== placement.inputHash) return { kind: 'key-reused' };
    if (entry.isPublished) return { kind: 'placed', order: entry.order };
    const stored = await findStored(placement.id);
    if (stored !== null) {
      await attemptQuietly(deps, 'end', () => deps.pending.end([entry.order]));
      return stored.inputHash === placement.inputHash
        ? { kind: 'placed', order: stored.order }
        : { kind: 'key-reused' };
    }
    await publish(deps, entry, placement, attempt);
    // Nobody waits for this: a repeat that does not see it publishes again, which changes nothing.
    void attemptQuietly(deps, 'mark as published', () => deps.pending.markPublished(placement.id));
    return { kind: 'placed', order: entry.order };
  }

  return {
    name: 'streams',
    async place(placement) {
      const key = `${placement.id} ${placement.inputHash}`;
      let outcome = underWay.get(key);
      if (outcome === undefined) {
        if (underWay.size >= settings.maxQueued) outcome = Promise.resolve({ kind: 'overloaded' });
        else {
          outcome = place(placement).finally(() => underWay.delete(key));
          underWay.set(key, outcome);
        }
      }
      const { kind } = await outcome;
      metrics.placements.inc({ engine: 'streams', outcome: kind });
      return outcome;
    },
    async stop() {
      await Promise.allSettled(underWay.values());
    },
  };
}

async function claim({ pending, now }: StreamsEngineDeps, placement: Placement, attempt: string) {
  try {
    return await pending.claim(placement, now(), attempt);
  } catch (error) {
    throw new EngineUnavailable('Redis did not take the order', { cause: error });
  }
}

async function publish(
  deps: StreamsEngineDeps,
  entry: PendingEntry,
  { inputHash, traceparent }: Placement,
  attempt: string,
): Promise<void> {
  const { producer, settings } = deps;
  const events = [requestedEvent(entry, inputHash, traceparent), updatedEvent(entry, traceparent)];
  const sent = producer.send(events.map((one) => recordOf(one, deps)));
  try {
    await within(sent, settings.publishTimeoutMs);
  } catch (error) {
    await attemptQuietly(deps, 'withdraw', () => deps.pending.withdraw(entry.order, attempt));
    throw new EngineUnavailable('Kafka did not acknowledge the order', {
      cause: error,
      placedAt: entry.order.placedAt,
    });
  }
}

function recordOf(event: NewEvent, { newId, now, settings }: StreamsEngineDeps): ProducerRecord {
  const { topic, type, subject, sequence, key, payload, traceparent } = event;
  const at = { id: newId<string>(), type, source: 'order', time: now().toISOString(), subject, sequence };
  const headers = encodeHeaders({ ...at, ...(traceparent !== undefined && { traceparent }) });
  return { topic: settings.topicPrefix + topic, key, value: payload, headers };
}

/** A limit on waiting, not on the work: what it was may still happen. */
async function within<T>(work: Promise<T>, limitMs: number): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`No acknowledgement within ${limitMs} ms`)), limitMs);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

async function attemptQuietly({ logger }: StreamsEngineDeps, what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    logger.warn({ err: error }, `a pending order could not be changed in Redis (${what})`);
  }
}
