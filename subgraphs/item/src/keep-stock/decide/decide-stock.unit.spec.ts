import { deriveId, type ItemId, type OrderId } from '@rushgraph/contracts';
import { anItem } from '@rushgraph/finding/an-item';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Item } from '../../item.ts';
import { decideReleases } from './decide-releases.ts';
import { decideRequests, type StockChange } from './decide-requests.ts';
import type { Reservation } from './reservation.ts';

/** What comes from orders: the first three items exist, `ghost` does not; of few orders, so that they come again. */
type Arrival =
  | { readonly kind: 'request'; readonly order: string; readonly wanted: Readonly<Record<string, number>> }
  | { readonly kind: 'release'; readonly order: string };
type Stock = Readonly<Record<'a' | 'b' | 'c', number>>;

const now = new Date('2026-01-01T00:00:00.000Z');
const itemId = (name: string) => deriveId<ItemId>('item', name);
const orderId = (name: string) => deriveId<OrderId>('order', name);

const orderName = fc.constantFrom('o1', 'o2', 'o3', 'o4', 'o5', 'o6', 'o7');
const itemName = fc.oneof({ weight: 9, arbitrary: fc.constantFrom('a', 'b', 'c') }, fc.constant('ghost'));
const wanted = fc.dictionary(itemName, fc.integer({ min: 1, max: 4 }), { minKeys: 1, maxKeys: 3 });
const arrival: fc.Arbitrary<Arrival> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('request' as const), order: orderName, wanted }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('release' as const), order: orderName }) },
);
/** Batches of one kind each, as they come: a batch is of one topic. */
const batches = fc.array(
  fc.array(arrival, { minLength: 1, maxLength: 8 }).map((batch) => batch.filter(({ kind }) => kind === batch[0]?.kind)),
  { maxLength: 8 },
);
const stocks = fc.record({ a: fc.nat(8), b: fc.nat(8), c: fc.nat(8) });

/** One at a time, told as simply as can be: what each request is answered, and what is left in the end. */
function model(arrivals: readonly Arrival[], stock: Stock) {
  const left: Record<string, number> = { ...stock };
  const told = new Map<string, string>();
  const held = new Map<string, Readonly<Record<string, number>>>();
  const answers: string[] = [];
  for (const { order, ...came } of arrivals) {
    if (came.kind === 'release') {
      for (const [name, quantity] of Object.entries(held.get(order) ?? {})) left[name] = (left[name] ?? 0) + quantity;
      held.delete(order);
      if (!told.has(order)) told.set(order, 'RELEASED');
      continue;
    }
    const lines = Object.entries(came.wanted);
    const unknown = lines.filter(([name]) => !(name in left)).map(([name]) => name);
    const lacking = lines.filter(([name, quantity]) => (left[name] ?? 0) < quantity).map(([name]) => name);
    if (!told.has(order)) {
      if (unknown.length > 0) told.set(order, `UNKNOWN_ITEM ${unknown}`);
      else if (lacking.length > 0) told.set(order, `SOLD_OUT ${lacking}`);
      else {
        told.set(order, 'RESERVED');
        held.set(order, came.wanted);
        for (const [name, quantity] of lines) left[name] = (left[name] ?? 0) - quantity;
      }
    }
    answers.push(told.get(order) ?? '');
  }
  return { answers, left };
}

/** The same by the decisions, batch after batch, with what they say must be written kept in memory. */
function play(played: readonly (readonly Arrival[])[], stock: Stock) {
  const shelf = new Map(Object.entries(stock).map(([name, count]) => [itemId(name), anItem({ name, stock: count })]));
  const recorded = new Map<OrderId, Reservation>();
  const ledger: StockChange[] = [];
  const answers: string[] = [];
  for (const batch of played) {
    const requests = batch.flatMap((one) => (one.kind === 'request' ? [requestOf(one)] : []));
    const decisions = decideRequests(requests, shelf, recorded, now);
    for (const reservation of decisions.decided) record(recorded, reservation);
    answers.push(...decisions.reservations.map(answerOf));
    write(decisions.changes, shelf, ledger);

    const releases = batch.flatMap(({ kind, order }) =>
      kind === 'release' ? [{ orderId: orderId(order), reason: 'CANCELLED' as const }] : [],
    );
    const { released, marked, changes } = decideReleases(releases, shelf, recorded);
    for (const { orderId: id } of marked) record(recorded, { outcome: 'RELEASED', orderId: id, decidedAt: now });
    for (const { orderId: id } of released) {
      const holder = recorded.get(id);
      if (holder?.outcome === 'RESERVED') recorded.set(id, { ...holder, releasedAt: now });
    }
    write(changes, shelf, ledger);
  }
  return {
    answers,
    ledger,
    left: Object.fromEntries([...shelf.values()].map(({ name, stock: left }) => [name, left])),
  };
}

function requestOf({ order, wanted: quantities }: Arrival & { kind: 'request' }) {
  const lines = Object.entries(quantities).map(([name, quantity]) => ({ itemId: itemId(name), quantity }));
  return { orderId: orderId(order), lines };
}

function record(recorded: Map<OrderId, Reservation>, reservation: Reservation): void {
  expect(recorded.has(reservation.orderId)).toBe(false);
  recorded.set(reservation.orderId, reservation);
}

function write(changes: readonly StockChange[], shelf: Map<ItemId, Item>, ledger: StockChange[]): void {
  for (const change of changes) {
    const item = shelf.get(change.itemId);
    if (item === undefined) throw new Error('a change of an item that is not there');
    expect(change.balanceAfter).toBe(item.stock + change.quantity);
    expect(change.balanceAfter).toBeGreaterThanOrEqual(0);
    shelf.set(item.id, { ...item, stock: change.balanceAfter });
    ledger.push(change);
  }
}

const names = new Map(['a', 'b', 'c', 'ghost'].map((name) => [itemId(name), name]));

function answerOf(reservation: Reservation): string {
  if (reservation.outcome !== 'REFUSED') return reservation.outcome;
  const items = reservation.itemIds.map((id) => names.get(id)).join();
  return reservation.reason === 'RELEASED' ? 'RELEASED' : `${reservation.reason} ${items}`;
}

it('equals deciding one by one, however what comes is cut into batches', () => {
  fc.assert(
    fc.property(batches, stocks, (played, stock) => {
      const { answers, left, ledger } = play(played, stock);
      expect({ answers, left }).toEqual(model(played.flat(), stock));
      const single = play(
        played.flat().map((one) => [one]),
        stock,
      );
      expect(single).toEqual({ answers, left, ledger });
    }),
    { numRuns: 500 },
  );
});

it('writes no change of stock twice, and its changes add up to what is left', () => {
  fc.assert(
    fc.property(batches, stocks, (played, stock) => {
      const { ledger, left } = play(played, stock);
      const keys = ledger.map(({ itemId: id, cause, reference }) => `${id} ${cause} ${reference}`);
      expect(new Set(keys).size).toBe(keys.length);
      for (const [name, before] of Object.entries(stock)) {
        const moved = ledger.filter((change) => change.itemId === itemId(name));
        expect(moved.reduce((sum, { quantity }) => sum + quantity, before)).toBe(left[name]);
      }
    }),
  );
});
