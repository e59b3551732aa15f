import { BriefMap, withinLimit } from '@rushgraph/concurrency';
import type { NewId } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import { headersOf, type NewEvent, type Producer, type ProducerRecord } from '@rushgraph/messaging';
import type { Logger } from 'pino';
import { requestedEvent, updatedEvent } from '../order/order-events.ts';
import type { OrderEngine, Placement, PlacementOutcome } from '../order/placement.ts';
import type { OrderMetrics } from '../order-metrics.ts';
import type { PendingEntry, PendingOrders } from '../pending-orders/pending-orders.ts';
import { EngineUnavailable } from './engine-unavailable.ts';
import { createFindStored, type FindStored, type Stored } from './find-stored.ts';
import { createGroupCommit, type GroupSettings } from './group-commit.ts';

export interface StreamsEngineSettings extends GroupSettings {
  readonly topicPrefix: string;
  /** How long Kafka may take to acknowledge a group of orders. */
  readonly publishTimeoutMs: number;
  /** How long MySQL may take to say that it does not have the orders; then they are placed without that. */
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

/** What became of one order of a group. */
type Ending = PlacementOutcome | EngineUnavailable;

/** An order of a group, with what Redis has of it. */
interface Registered {
  readonly placement: Placement;
  readonly entry: PendingEntry;
}

/** A group that fails later than this has waited for somebody; a refusal takes a few milliseconds. */
const SLOW_FAILURE_MS = 200;

/**
 * Places orders in Kafka: the request is the order until its stock result has come. It can be read from Redis, where it
 * is written first. A group of orders is one call of Redis and one send. Fails with EngineUnavailable when Kafka or Redis
 * does not answer; then it may or may not be placed, and placing it with any engine, again, is the same order.
 */
export function createStreamsEngine(deps: StreamsEngineDeps): OrderEngine {
  const { metrics, settings, database, logger } = deps;
  const findStored = createFindStored({
    database,
    limitMs: settings.checkTimeoutMs,
    logger,
    registry: metrics.registry,
  });
  /** Requests for one order that come together share one publication. */
  const underWay = new BriefMap<string, Promise<PlacementOutcome>>();
  const groups = createGroupCommit<Placement, Ending>({
    settings,
    mayBeOneRequest: () => true,
    async commit(group) {
      const begunAt = performance.now();
      const endings = await placeGroup(group, deps, findStored);
      const failure = endings.find((ending) => ending instanceof EngineUnavailable);
      // Whoever waits behind them would wait as long for the same; what fails at once costs nobody anything.
      if (failure !== undefined && performance.now() - begunAt > SLOW_FAILURE_MS)
        groups.rejectQueued(new EngineUnavailable(failure.message, { cause: failure }));
      return endings;
    },
  });

  async function place(placement: Placement): Promise<PlacementOutcome> {
    const ending = (await groups.submit(placement)) ?? { kind: 'overloaded' };
    if (ending instanceof EngineUnavailable) throw ending;
    return ending;
  }

  return {
    name: 'streams',
    async place(placement) {
      const key = `${placement.id} ${placement.inputHash}`;
      let outcome = underWay.get(key);
      if (outcome === undefined) {
        outcome = place(placement).finally(() => underWay.delete(key));
        underWay.set(key, outcome);
      }
      const { kind } = await outcome;
      metrics.placements.inc({ engine: 'streams', outcome: kind });
      return outcome;
    },
    stop: () => groups.stop(),
  };
}

async function placeGroup(
  group: readonly Placement[],
  deps: StreamsEngineDeps,
  findStored: FindStored,
): Promise<Ending[]> {
  const { pending, newId, now, metrics } = deps;
  metrics.groupSize.observe(group.length);
  const attempt = newId<string>();
  let entries: readonly PendingEntry[];
  try {
    entries = await pending.register(group, now(), attempt);
  } catch (cause) {
    return group.map(() => new EngineUnavailable('Redis did not take the order', { cause }));
  }
  const registered = group.flatMap((placement, index): Registered[] => {
    const entry = entries[index];
    return entry === undefined ? [] : [{ placement, entry }];
  });
  // The entry of a published order may have outlived its pending: whoever settled it died before taking it away.
  const same = registered.filter(({ placement, entry }) => entry.inputHash === placement.inputHash);
  const stored = await findStored(same.map(({ placement }) => placement.id));
  const settled = same.filter(({ placement }) => stored.has(placement.id)).map(({ entry }) => entry.order);
  if (settled.length > 0) await attemptQuietly(deps, 'end', () => pending.end(settled));
  const fresh = same.filter(({ placement, entry }) => !entry.isPublished && !stored.has(placement.id));
  const failure = await publish(deps, fresh, attempt);
  return registered.map((one) => endingOf(one, stored, failure));
}

function endingOf(one: Registered, stored: ReadonlyMap<string, Stored>, failure: Failure | null): Ending {
  const { placement, entry } = one;
  if (entry.inputHash !== placement.inputHash) return { kind: 'key-reused' };
  const row = stored.get(placement.id);
  if (row !== undefined) {
    return row.inputHash === placement.inputHash ? { kind: 'placed', order: row.order } : { kind: 'key-reused' };
  }
  if (entry.isPublished || failure === null) return { kind: 'placed', order: entry.order };
  const { placedAt } = entry.order;
  return new EngineUnavailable('Kafka did not acknowledge the order', { ...failure, placedAt });
}

interface Failure {
  readonly cause: unknown;
}

/** Sends the orders; told why when Kafka has not acknowledged all of them, after which any may be there. */
async function publish(
  deps: StreamsEngineDeps,
  fresh: readonly Registered[],
  attempt: string,
): Promise<Failure | null> {
  const { producer, settings, pending } = deps;
  if (fresh.length === 0) return null;
  const events = fresh.flatMap(({ entry, placement: { inputHash, traceparent } }) => [
    requestedEvent(entry, inputHash, false, traceparent),
    updatedEvent(entry, traceparent),
  ]);
  const time = deps.now().toISOString();
  const orders = fresh.map(({ entry }) => entry.order);
  try {
    await withinLimit(
      settings.publishTimeoutMs,
      () => producer.send(events.map((one) => recordOf(one, time, deps))),
      () => new Error(`No acknowledgement within ${settings.publishTimeoutMs} ms`),
    );
  } catch (cause) {
    await attemptQuietly(deps, 'withdraw', () => pending.withdraw(orders, attempt));
    return { cause };
  }
  // Nobody waits for this: a repeat that does not see it publishes again, which changes nothing.
  void attemptQuietly(deps, 'mark as published', () => pending.markPublished(orders.map(({ id }) => id)));
  return null;
}

function recordOf(event: NewEvent, time: string, { newId, settings }: StreamsEngineDeps): ProducerRecord {
  const { topic, key, payload } = event;
  const headers = headersOf(event, { id: newId<string>(), source: 'order', time });
  return { topic: settings.topicPrefix + topic, key, value: payload, headers };
}

async function attemptQuietly({ logger }: StreamsEngineDeps, what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    logger.warn({ err: error }, `could not update pending orders in Redis (${what})`);
  }
}
