import type { ItemId } from '@rushgraph/contracts';
import type { Tx } from '@rushgraph/database';
import { loadItems, lockItems } from '../../db/item-rows.ts';
import type { Item } from '../../item.ts';
import { decideRequests, type StockChange } from '../decide/decide-requests.ts';
import { loadReservations } from '../decide/load-reservations.ts';
import type { Reservation } from '../decide/reservation.ts';
import type { StockRequest } from '../decide/stock-keeper.ts';
import { moveStock, writeLedger } from '../decide/write-changes.ts';
import { writeReservations } from '../decide/write-reservations.ts';
import { holdEpochs, refuseClosed } from '../window/hold-epochs.ts';
import { type Delta, recordDeltas } from '../window/record-deltas.ts';
import { forgetOnCommit } from '../window/release-gated.ts';
import type { WindowKeeperDeps } from '../window/window-keeper.ts';

/**
 * Decides orders that want items with a gate and items without, in order of arrival, all lines or none. The items
 * without are locked and looked at first; the gate is asked about an order only when all the rest of it is there. What
 * the gate gave to an order that is refused here, in an attempt that was rolled back, is taken from it after the commit.
 */
export async function decideMixed(
  deps: WindowKeeperDeps,
  tx: Tx,
  requests: readonly StockRequest[],
  isGated: (itemId: ItemId) => boolean,
  now: Date,
): Promise<readonly Reservation[]> {
  const { gate, outbox, rebuilder } = deps;
  const known = new Map(
    await loadReservations(
      tx,
      requests.map(({ orderId }) => orderId),
    ),
  );
  const stock = await lookAt(
    tx,
    requests.filter(({ orderId }) => !known.has(orderId)),
    isGated,
  );
  const epochs = new Map<ItemId, number | undefined>();
  const decided: Reservation[] = [];
  const changes: StockChange[] = [];
  /** What of an order is the gate's to say. */
  const gatedParts: StockRequest[] = [];

  async function askGate(gated: StockRequest): Promise<Reservation | null> {
    const { answers, epochs: asked } = await gate.decide([gated]);
    refuseClosed(answers, rebuilder);
    // A gate that was opened anew between two orders has forgotten the first of them: no epoch is right for both.
    for (const [itemId, epoch] of asked) {
      epochs.set(itemId, epochs.has(itemId) && epochs.get(itemId) !== epoch ? undefined : epoch);
    }
    const [answer] = answers;
    if (answer?.kind !== 'SOLD_OUT') return null;
    const { orderId } = gated;
    return { outcome: 'REFUSED', orderId, reason: 'SOLD_OUT', itemIds: answer.itemIds, decidedAt: now };
  }

  async function decideOne(request: StockRequest): Promise<Reservation> {
    const { orderId, lines } = request;
    const gated = { orderId, lines: lines.filter(({ itemId }) => isGated(itemId)) };
    const decision = decideRequests([request], stock, known, now);
    const [possible] = decision.reservations;
    if (possible === undefined) throw new Error('A keeper left a request undecided');
    const isFresh = decision.decided.length > 0;
    const reservation = (isFresh && possible.outcome === 'RESERVED' && (await askGate(gated))) || possible;
    if (isFresh || reservation.outcome === 'REFUSED') gatedParts.push(gated);
    if (!isFresh) return reservation;
    known.set(orderId, reservation);
    decided.push(reservation);
    if (reservation.outcome === 'RESERVED') {
      changes.push(...decision.changes);
      take(decision.changes, stock, isGated);
    }
    return reservation;
  }

  const reservations: Reservation[] = [];
  for (const request of requests) reservations.push(await decideOne(request));
  await holdEpochs(tx, epochs, rebuilder);
  await writeReservations(tx, decided);
  await recordDeltas(tx, outbox, changes.filter(({ itemId }) => isGated(itemId)).map(deltaOf), now);
  const plain = changes.filter(({ itemId }) => !isGated(itemId));
  await writeLedger(tx, plain, now);
  await moveStock(tx, plain);
  forgetOnCommit(deps, tx, gatedParts, known);
  return reservations;
}

/** Of an item with a gate there is always enough here: that is for the gate to say. */
async function lookAt(
  tx: Tx,
  requests: readonly StockRequest[],
  isGated: (itemId: ItemId) => boolean,
): Promise<Map<ItemId, Item>> {
  const wanted = [...new Set(requests.flatMap(({ lines }) => lines.map(({ itemId }) => itemId)))];
  const plain = await lockItems(
    tx,
    wanted.filter((itemId) => !isGated(itemId)),
  );
  const gated = await loadItems(tx, wanted.filter(isGated));
  return new Map([
    ...plain,
    ...[...gated].map(([id, item]) => [id, { ...item, stock: Number.POSITIVE_INFINITY }] as const),
  ]);
}

function take(changes: readonly StockChange[], stock: Map<ItemId, Item>, isGated: (itemId: ItemId) => boolean): void {
  for (const { itemId, balanceAfter } of changes) {
    const item = stock.get(itemId);
    if (item !== undefined && !isGated(itemId)) stock.set(itemId, { ...item, stock: balanceAfter });
  }
}

function deltaOf({ itemId, reference, quantity }: StockChange): Delta {
  return { itemId, orderId: reference, quantity, cause: 'ORDER' };
}
