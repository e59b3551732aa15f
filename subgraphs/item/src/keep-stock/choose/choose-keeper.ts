import type { ItemId } from '@rushgraph/contracts';
import { TryAgain, type Tx } from '@rushgraph/database';
import { releaseGated } from '../gate/release-gated.ts';
import { loadReservations } from '../load-reservations.ts';
import type { Reservation } from '../reservation.ts';
import type { StockKeeper, StockRequest } from '../stock-keeper.ts';
import type { WindowKeeperDeps } from '../window-keeper.ts';
import { decideMixed } from './decide-mixed.ts';
import { ALL_ITEMS, type ChoiceOf, holdChoices, type Strategy } from './strategies.ts';

export interface ChosenKeeperDeps extends WindowKeeperDeps {
  readonly keepers: Readonly<Record<Strategy, StockKeeper>>;
  /** The choice for all items until another is made. */
  readonly standard: Strategy;
}

/** One strategy for all items of an order; `guarded` is merge for items of merge and lock, `mixed` has gates as well. */
type Way = Strategy | 'guarded' | 'mixed';

/**
 * Keeps the stock of each item by the strategy that is chosen for it, at the time of the batch. Merge and lock are both
 * guarded by the row of the item, so an order may have items of either. Items whose gates are being drained wait.
 */
export function createChosenKeeper(deps: ChosenKeeperDeps): StockKeeper {
  const { keepers, standard } = deps;
  let forAll = standard;

  async function hold(tx: Tx, itemIds: readonly ItemId[], now: Date): Promise<ChoiceOf> {
    const choiceOf = await holdChoices(tx, itemIds, standard, now);
    forAll = choiceOf(ALL_ITEMS).strategy;
    return choiceOf;
  }

  function decideBy(way: Way, tx: Tx, requests: readonly StockRequest[], choiceOf: ChoiceOf, now: Date) {
    switch (way) {
      case 'mixed':
        return decideMixed(deps, tx, requests, (itemId) => choiceOf(itemId).strategy === 'window', now);
      case 'guarded':
        return keepers.merge.decide(tx, requests, now);
      default:
        return keepers[way].decide(tx, requests, now);
    }
  }

  return {
    async decide(tx, requests, now) {
      const choiceOf = await hold(tx, requests.flatMap(itemIdsOf), now);
      await refuseDraining(tx, requests, choiceOf);
      const reservations = new Map<StockRequest, Reservation>();
      for (const [way, together] of inTurn(requests, choiceOf)) {
        const decided = await decideBy(way, tx, together, choiceOf, now);
        for (const [index, reservation] of decided.entries()) {
          const request = together[index];
          if (request !== undefined) reservations.set(request, reservation);
        }
      }
      return requests.map((request) => {
        const reservation = reservations.get(request);
        if (reservation === undefined) throw new Error('A request was not decided');
        return reservation;
      });
    },

    async release(tx, releases, now) {
      // Held before the reservations are locked, as whoever decides holds it.
      await hold(tx, [], now);
      const recorded = await loadReservations(
        tx,
        releases.map(({ orderId }) => orderId),
      );
      const held = [...recorded.values()].flatMap((one) => (one.outcome === 'RESERVED' ? itemIdsOf(one) : []));
      const choiceOf = await hold(tx, held, now);
      if (held.some((itemId) => choiceOf(itemId).next !== null)) throw new TryAgain('a gate is being drained');
      const ways = new Set(held.map((itemId) => choiceOf(itemId).strategy));
      if (ways.has('window')) {
        await releaseGated(deps, tx, releases, (itemId) => choiceOf(itemId).strategy === 'window', now);
      } else if (ways.has('lock') && ways.size === 1) await keepers.lock.release(tx, releases, now);
      else await keepers.merge.release(tx, releases, now);
    },

    // By the choice for all items, as the last batch has found it: one item that is locked parts nobody's batches.
    mostPerTransaction: () => keepers[forAll].mostPerTransaction?.() ?? Number.POSITIVE_INFINITY,
  };
}

function itemIdsOf({ lines }: { readonly lines: readonly { readonly itemId: ItemId }[] }): ItemId[] {
  return lines.map(({ itemId }) => itemId);
}

/**
 * Orders of items whose gates are being drained wait, with the rest of their batch, unless they were decided before.
 * Asked only while something is drained.
 */
async function refuseDraining(tx: Tx, requests: readonly StockRequest[], choiceOf: ChoiceOf): Promise<void> {
  const waiting = requests.filter((request) => itemIdsOf(request).some((itemId) => choiceOf(itemId).next !== null));
  const recorded = await loadReservations(
    tx,
    waiting.map(({ orderId }) => orderId),
  );
  if (waiting.some(({ orderId }) => !recorded.has(orderId))) throw new TryAgain('a gate is being drained');
}

/**
 * Parts a batch so that what is decided together can be, and nobody is overtaken: orders that have one strategy for all
 * their items do not meet those of another strategy, except at the items of an order that has both.
 */
function inTurn(requests: readonly StockRequest[], choiceOf: ChoiceOf): [Way, StockRequest[]][] {
  const turns: [Way, StockRequest[]][] = [];
  let open = new Map<Way, StockRequest[]>();
  for (const request of requests) {
    const way = wayOf(request, choiceOf);
    const crosses = way === 'mixed' || way === 'guarded';
    const crossed = [...open.keys()].some((other) => other === 'mixed' || other === 'guarded');
    if (!open.has(way) && (crosses || crossed)) open = new Map();
    let together = open.get(way);
    if (together === undefined) {
      together = [];
      open.set(way, together);
      turns.push([way, together]);
    }
    together.push(request);
  }
  return turns;
}

function wayOf(request: StockRequest, choiceOf: ChoiceOf): Way {
  const wanted = new Set(itemIdsOf(request).map((itemId) => choiceOf(itemId).strategy));
  const [first = 'merge'] = wanted;
  if (wanted.size <= 1) return first;
  return wanted.has('window') ? 'mixed' : 'guarded';
}
