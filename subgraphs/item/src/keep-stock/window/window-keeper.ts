import type { ItemId } from '@rushgraph/contracts';
import { loadItems } from '../../db/item-rows.ts';
import type { Item } from '../../item.ts';
import { answerAgain } from '../decide/decide-requests.ts';
import { loadReservations } from '../decide/load-reservations.ts';
import type { Reservation } from '../decide/reservation.ts';
import type { StockKeeper, StockRequest } from '../decide/stock-keeper.ts';
import { writeReservations } from '../decide/write-reservations.ts';
import { holdEpochs, refuseClosed } from './hold-epochs.ts';
import type { GateRebuilder } from './rebuild-gate.ts';
import { recordDeltas } from './record-deltas.ts';
import { forgetOnCommit, type ReleaseGatedDeps, releaseGated } from './release-gated.ts';
import type { GateAnswer } from './stock-gate.ts';

export interface WindowKeeperDeps extends ReleaseGatedDeps {
  readonly rebuilder: GateRebuilder;
}

/**
 * The gate in Redis decides, MySQL records it, and windows change the stock later, so a batch touches no row that others
 * want. A batch that is rolled back after the gate has decided comes again, and the gate answers as before.
 */
export function createWindowKeeper(deps: WindowKeeperDeps): StockKeeper {
  const { gate, outbox, rebuilder } = deps;
  return {
    async decide(tx, requests, now) {
      const recorded = await loadReservations(
        tx,
        requests.map(({ orderId }) => orderId),
      );
      // A rival has recorded that they get nothing after the gate had given them something here.
      await gate.cancel(
        requests.filter(({ orderId }) => (recorded.get(orderId)?.outcome ?? 'RESERVED') !== 'RESERVED'),
      );
      const fresh = new Map(requests.map((request) => [request.orderId, request] as const));
      for (const orderId of recorded.keys()) fresh.delete(orderId);
      const items = await loadItems(tx, [...new Set([...fresh.values()].flatMap(itemIdsOf))]);
      const known = [...fresh.values()].filter((request) => itemIdsOf(request).every((itemId) => items.has(itemId)));
      const { answers, epochs } = await gate.decide(known);
      refuseClosed(answers, rebuilder);
      await holdEpochs(tx, epochs, rebuilder);

      const answerOf = new Map(known.map(({ orderId }, index) => [orderId, answers[index]]));
      const decided = [...fresh.values()].map((request) =>
        reservationOf(request, answerOf.get(request.orderId), items, now),
      );
      await writeReservations(tx, decided);
      await recordDeltas(tx, outbox, decided.flatMap(takenBy), now);

      const all = new Map([...recorded, ...decided.map((one) => [one.orderId, one] as const)]);
      forgetOnCommit(deps, tx, known, all);
      return requests.map((request) => told(all.get(request.orderId)));
    },
    release: (tx, releases, now) => releaseGated(deps, tx, releases, () => true, now),
  };
}

function itemIdsOf({ lines }: StockRequest): ItemId[] {
  return lines.map(({ itemId }) => itemId);
}

/** What the gate's answer means for an order; it was not asked when an item of the order does not exist. */
function reservationOf(
  request: StockRequest,
  answer: GateAnswer | undefined,
  items: ReadonlyMap<ItemId, Item>,
  decidedAt: Date,
): Reservation {
  const { orderId } = request;
  if (answer?.kind === 'SOLD_OUT') {
    return { outcome: 'REFUSED', orderId, reason: 'SOLD_OUT', itemIds: answer.itemIds, decidedAt };
  }
  const lines = request.lines.flatMap(({ itemId, quantity }) => {
    const item = items.get(itemId);
    return item === undefined ? [] : [{ itemId, quantity, name: item.name, unitPrice: item.price }];
  });
  if (answer?.kind === 'RESERVED') return { outcome: 'RESERVED', orderId, lines, decidedAt, releasedAt: null };
  const itemIds = itemIdsOf(request).filter((itemId) => !items.has(itemId));
  return { outcome: 'REFUSED', orderId, reason: 'UNKNOWN_ITEM', itemIds, decidedAt };
}

function takenBy(reservation: Reservation) {
  if (reservation.outcome !== 'RESERVED') return [];
  const { orderId, lines } = reservation;
  return lines.map(({ itemId, quantity }) => ({ itemId, orderId, quantity: -quantity, cause: 'ORDER' as const }));
}

function told(reservation: Reservation | undefined): Reservation {
  if (reservation === undefined) throw new Error('An order was neither found nor decided');
  return answerAgain(reservation);
}
