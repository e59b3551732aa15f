import type { NewId, OrderId } from '@rushgraph/contracts';
import { type Database, isDuplicateKey, isTransient, NoAnswer, type Tx } from '@rushgraph/database';
import type { NewEvent, Outbox } from '@rushgraph/messaging';
import { type Order, type OrderWithLines, pendingOrder, unsoldLines } from '../order/order.ts';
import { requestedEvent, updatedEvent } from '../order/order-events.ts';
import type { OrderEngine, Placement, PlacementOutcome } from '../order/placement.ts';
import type { OrderMetrics } from '../order-metrics.ts';
import { type KnownOrders, noRequests } from '../settle-order/find-orders.ts';
import { lockParkedResults, type ParkedResult, removeParkedResults } from '../settle-order/parked-results.ts';
import { settleOrders } from '../settle-order/settle-orders.ts';
import { createGroupCommit, type GroupSettings } from './group-commit.ts';
import { type Expectation, insertOrders, type NewOrder } from './insert-orders.ts';

export interface OutboxEngineSettings extends GroupSettings {
  /** From placing an order to asking after its result. */
  readonly checkAfterMs: number;
  /** How long MySQL may take to commit a group of orders. Then they fail, and may have been placed. */
  readonly commitTimeoutMs: number;
}

export interface OutboxEngineDeps {
  readonly database: Database;
  readonly outbox: Outbox;
  readonly newId: NewId;
  readonly now: () => Date;
  readonly metrics: OrderMetrics;
  readonly settings: OutboxEngineSettings;
}

/** Places orders in MySQL: row, lines and events of a group of orders are one transaction. */
export function createOutboxEngine(deps: OutboxEngineDeps): OrderEngine {
  const { settings } = deps;
  const commits = createGroupCommit<Placement, PlacementOutcome>({
    settings,
    // A deadlock or a lost connection hits every order alike; anything else may be about one of them.
    mayBeOneRequest: (error) => !isTransient(error),
    async commit(group) {
      try {
        return await commit(group, deps);
      } catch (error) {
        // Whoever waits behind them would wait as long for the same.
        if (error instanceof NoAnswer) commits.rejectQueued(error);
        throw error;
      }
    },
  });
  return {
    name: 'outbox',
    async place(placement) {
      const outcome = (await commits.submit(placement)) ?? { kind: 'overloaded' };
      deps.metrics.placements.inc({ engine: 'outbox', outcome: outcome.kind });
      return outcome;
    },
    stop: () => commits.stop(),
  };
}

async function commit(group: readonly Placement[], deps: OutboxEngineDeps): Promise<PlacementOutcome[]> {
  const limit = { limitMs: deps.settings.commitTimeoutMs };
  try {
    return await deps.database.transaction((tx) => placeGroup(tx, group, 'all-new', deps), limit);
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return deps.database.transaction((tx) => placeGroup(tx, group, 'repeats', deps), limit);
  }
}

async function placeGroup(
  tx: Tx,
  group: readonly Placement[],
  expectation: Expectation,
  { outbox, newId, now, metrics, settings }: OutboxEngineDeps,
): Promise<PlacementOutcome[]> {
  const placedAt = now();
  metrics.groupSize.observe(group.length);
  // The first of equal ids is inserted; the others are compared with it like any later repeat.
  const orders = new Map<OrderId, NewOrder>();
  for (const placement of group) {
    if (!orders.has(placement.id)) orders.set(placement.id, newOrder(placement, placement.placedAt ?? placedAt));
  }
  const all = [...orders.values()];
  const dueAt = new Date(placedAt.getTime() + settings.checkAfterMs);
  const storing = insertOrders(tx, all, newId(), dueAt, expectation);
  const inserted = expectation === 'all-new' ? all : await onlyNew(all, storing);
  const placed = new Map(inserted.map((one) => [one.order.id, withLines(one)]));
  const [stored, parked] = await Promise.all([
    storing,
    lockParkedResults(tx, [...placed.keys()]),
    outbox.record(tx, inserted.flatMap(placedEvents)),
  ]);
  const settled = await settleParked(tx, outbox, placed, parked, placedAt);
  return group.map(({ id, inputHash }) => {
    const found = stored.get(id);
    if (found === undefined) throw new Error(`Order ${id} is not there after its insertion`);
    if (found.inputHash !== inputHash) return { kind: 'key-reused' };
    return { kind: 'placed', order: settled.get(id) ?? found.order };
  });
}

async function onlyNew(all: readonly NewOrder[], storing: ReturnType<typeof insertOrders>): Promise<NewOrder[]> {
  const stored = await storing;
  return all.filter(({ order }) => stored.get(order.id)?.isNew);
}

function placedEvents(one: NewOrder): NewEvent[] {
  const { inputHash, traceparent } = one.placement;
  const placed = withLines(one);
  return [requestedEvent(placed, inputHash, true, traceparent), updatedEvent(placed, traceparent)];
}

/** Joins new orders with results that came before them. */
async function settleParked(
  tx: Tx,
  outbox: Outbox,
  placed: ReadonlyMap<OrderId, OrderWithLines>,
  parked: readonly ParkedResult[],
  now: Date,
): Promise<Map<OrderId, Order>> {
  if (parked.length === 0) return new Map();
  const facts = parked.map(({ result }) => ({ kind: 'stock-result' as const, result }));
  const known: KnownOrders = { stored: placed, requested: new Map(), lookup: noRequests };
  const decided = await settleOrders(tx, { outbox }, known, facts, now);
  const settlements = decided.flatMap(({ decision }) => (decision.kind === 'settle' ? [decision.settlement] : []));
  // One that does not fit its order stays parked: the sweep that joins them reports it.
  await removeParkedResults(
    tx,
    settlements.map(({ order }) => order.id),
  );
  return new Map(settlements.map(({ order }) => [order.id, order]));
}

function newOrder(placement: Placement, placedAt: Date): NewOrder {
  return {
    placement,
    order: pendingOrder({ id: placement.id, userId: placement.userId, placedAt }),
  };
}

function withLines({ order, placement }: NewOrder): OrderWithLines {
  return { order, lines: unsoldLines(placement.lines) };
}
