import type { ItemId } from '@rushgraph/contracts';
import type { Tx } from '@rushgraph/database';
import { loadReservations } from '../decide/load-reservations.ts';
import type { Reservation } from '../decide/reservation.ts';
import type { StockKeeper, StockRequest } from '../decide/stock-keeper.ts';
import { ALL_ITEMS, type ChoiceOf, holdChoices, type Strategy } from '../decide/strategies.ts';
import { type HeldHooks, holdHooks } from '../wait/commit-hooks.ts';
import { type DecidedOrWaiting, decideOrWait, type WaitingRound } from '../wait/decide-or-wait.ts';
import { createPatience } from '../wait/patience.ts';
import { releaseGated } from '../window/release-gated.ts';
import type { WindowKeeperDeps } from '../window/window-keeper.ts';
import { decideMixed } from './decide-mixed.ts';

/** Decides what can be decided, and has the rest wait. */
export interface ChosenKeeper extends Omit<StockKeeper, 'decide'> {
  /**
   * As every keeper does, but for orders of items that cannot be decided for now: they get null, and have to be set aside
   * in the same transaction.
   */
  decide(tx: Tx, requests: readonly StockRequest[], now: Date): Promise<readonly (Reservation | null)[]>;
  /** The same for orders that were set aside, and are locked, a page of a round after the other. */
  takeUp(tx: Tx, requests: readonly StockRequest[], now: Date, round: WaitingRound): Promise<DecidedOrWaiting>;
}

export interface ChosenKeeperDeps extends WindowKeeperDeps {
  readonly keepers: Readonly<Record<Strategy, StockKeeper>>;
  /** The choice for all items until another is made. */
  readonly defaultStrategy: Strategy;
}

/** One strategy for all items of an order; `guarded` is merge for items of merge and lock, `mixed` has gates as well. */
type Way = Strategy | 'guarded' | 'mixed';

/**
 * Keeps the stock of each item by the strategy that is chosen for it, at the time of the batch. Merge and lock are both
 * guarded by the row of the item, so an order may have items of either. Orders of items that cannot be decided wait.
 */
export function createChosenKeeper(deps: ChosenKeeperDeps): ChosenKeeper {
  const { keepers, defaultStrategy } = deps;
  const patience = createPatience();
  const held = new WeakMap<Tx, HeldHooks>();
  let forAll = defaultStrategy;

  /** One for each transaction: locks are held by the transaction that has taken them. */
  function hooksOf(tx: Tx): HeldHooks {
    const hooks = held.get(tx) ?? holdHooks(tx);
    held.set(tx, hooks);
    return hooks;
  }

  async function hold(tx: Tx, itemIds: readonly ItemId[], now: Date): Promise<ChoiceOf> {
    const choiceOf = await holdChoices(tx, itemIds, defaultStrategy, now);
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

  async function decideInTurn(tx: Tx, requests: readonly StockRequest[], choiceOf: ChoiceOf, now: Date) {
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
      if (reservation === undefined) throw new Error('A keeper left a request undecided');
      return reservation;
    });
  }

  async function decideOrHaveWait(
    tx: Tx,
    requests: readonly StockRequest[],
    now: Date,
    round?: WaitingRound,
  ): Promise<DecidedOrWaiting> {
    const itemIds = requests.flatMap(itemIdsOf);
    const choiceOf = await hold(tx, itemIds, now);
    if (itemIds.every((itemId) => choiceOf(itemId).strategy === 'merge')) {
      const reservations = await keepers.merge.decide(tx, requests, now);
      return { reservations, round: round ?? { blocked: new Set(), away: new Set() } };
    }
    const decide = (own: Tx, some: readonly StockRequest[]) => decideInTurn(own, some, choiceOf, now);
    return decideOrWait({ hooks: hooksOf(tx), requests, choiceOf, decide, patience, now, round });
  }

  return {
    async decide(tx, requests, now) {
      return (await decideOrHaveWait(tx, requests, now)).reservations;
    },
    takeUp: decideOrHaveWait,

    async release(tx, releases, now) {
      // Held before the reservations are locked, as whoever decides holds it.
      await hold(tx, [], now);
      const recorded = await loadReservations(
        tx,
        releases.map(({ orderId }) => orderId),
      );
      const items = [...recorded.values()].flatMap((one) => (one.outcome === 'RESERVED' ? itemIdsOf(one) : []));
      const choiceOf = await hold(tx, items, now);
      // What comes back while a gate is drained goes to the stock at once: nothing is added to what is in flight.
      const isGated = (itemId: ItemId) => choiceOf(itemId).strategy === 'window' && choiceOf(itemId).next === null;
      const ways = new Set(items.map((itemId) => (isGated(itemId) ? 'window' : choiceOf(itemId).strategy)));
      const { tx: own, keep } = hooksOf(tx);
      if (items.some(isGated)) await releaseGated(deps, own, releases, isGated, now);
      else if (ways.has('lock') && ways.size === 1) await keepers.lock.release(own, releases, now);
      else await keepers.merge.release(own, releases, now);
      keep();
    },

    // By the choice for all items, as the last batch has found it: one item that is locked parts nobody's batches.
    mostPerTransaction: () => keepers[forAll].mostPerTransaction?.() ?? Number.POSITIVE_INFINITY,
  };
}

function itemIdsOf({ lines }: { readonly lines: readonly { readonly itemId: ItemId }[] }): ItemId[] {
  return lines.map(({ itemId }) => itemId);
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
