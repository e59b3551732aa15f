import type { ItemId } from '@rushgraph/contracts';
import type { Tx } from '@rushgraph/database';
import { answerAgain } from '../decide/decide-requests.ts';
import { loadReservations } from '../decide/load-reservations.ts';
import type { Reservation } from '../decide/reservation.ts';
import type { StockRequest } from '../decide/stock-keeper.ts';
import type { Choice } from '../decide/strategies.ts';
import type { HeldHooks } from './commit-hooks.ts';
import { type PartedRequests, partRequests } from './part-requests.ts';
import type { Patience } from './patience.ts';
import { Undecidable } from './undecidable.ts';
import { loadWaitedFor } from './waiting-requests.ts';

export interface DecideOrWait {
  readonly hooks: HeldHooks;
  readonly requests: readonly StockRequest[];
  readonly choiceOf: (itemId: ItemId) => Choice;
  /** One reservation per request, in order; throws Undecidable. */
  readonly decide: (tx: Tx, requests: readonly StockRequest[]) => Promise<readonly Reservation[]>;
  readonly patience: Patience;
  readonly now: Date;
  readonly round?: WaitingRound | undefined;
}

/** Given while orders that wait are taken up, from the first to the last, by a page at a time. */
export interface WaitingRound {
  /** Items of which earlier orders wait on. */
  readonly blocked: ReadonlySet<ItemId>;
  /** Strategies that cannot decide anything for now. */
  readonly away: ReadonlySet<Choice['strategy']>;
}

export interface DecidedOrWaiting {
  /** One for each request, in order; null for an order that has to wait. */
  readonly reservations: readonly (Reservation | null)[];
  /** What those who come later have to wait for as well. */
  readonly round: WaitingRound;
}

/**
 * Decides what can be decided, and answers null for each order that has to wait: its item is being drained, or waited for
 * by others, or its gate or lock cannot be had. Of a new batch that is tried again for a moment first.
 */
export async function decideOrWait(work: DecideOrWait): Promise<DecidedOrWaiting> {
  const { hooks, requests, choiceOf, decide, patience, now } = work;
  const needsRedis = (itemId: ItemId) => choiceOf(itemId).strategy !== 'merge';
  const wanted = [...new Set(requests.flatMap(itemIdsOf))].filter(needsRedis);
  const blocked = new Set(work.round?.blocked ?? (await loadWaitedFor(hooks.tx, wanted)));
  const away = new Set(work.round?.away);
  for (const itemId of wanted) if (isBlocked(itemId, work)) blocked.add(itemId);
  for (;;) {
    const { parted, recorded } = await part(hooks.tx, requests, blocked, needsRedis);
    try {
      const [, decided] = await Promise.all([
        hooks.tx.run('SAVEPOINT undecided'),
        parted.decidable.length === 0 ? [] : decide(hooks.tx, parted.decidable),
      ]);
      hooks.keep();
      for (const request of parted.decidable) recover(request, choiceOf, patience);
      const decisions = new Map(parted.decidable.map((request, index) => [request, decided[index]]));
      const reservations = requests.map((request) => decisions.get(request) ?? recorded.get(request) ?? null);
      return { reservations, round: { blocked: parted.blocked, away } };
    } catch (error) {
      if (!(error instanceof Undecidable)) throw error;
      const failing = parted.decidable.flatMap(itemIdsOf).filter((itemId) => isAbout(error, itemId, choiceOf));
      const isNew = work.round === undefined;
      if (failing.length === 0 || (isNew && !patience.isOver(keyOf(error), now))) throw error;
      hooks.drop();
      await hooks.tx.run('ROLLBACK TO SAVEPOINT undecided');
      for (const itemId of failing) blocked.add(itemId);
      if (error.itemIds === null) away.add(error.strategy);
    }
  }
}

/** Without asking Redis: gates that are being drained are shut, and what could not be had a moment ago is not asked for. */
function isBlocked(itemId: ItemId, { choiceOf, patience, now, round }: DecideOrWait): boolean {
  const { strategy, next } = choiceOf(itemId);
  return next !== null || (round === undefined ? patience.isKnown(strategy, now) : round.away.has(strategy));
}

/** What was decided before is answered, whatever has become of its items. */
async function part(
  tx: Tx,
  requests: readonly StockRequest[],
  blocked: ReadonlySet<ItemId>,
  needsRedis: (itemId: ItemId) => boolean,
): Promise<{ parted: PartedRequests; recorded: ReadonlyMap<StockRequest, Reservation> }> {
  const parted = partRequests(requests, blocked, needsRedis);
  const orderIds = parted.waiting.map(({ orderId }) => orderId);
  const found = await loadReservations(tx, orderIds);
  if (found.size === 0) return { parted, recorded: new Map() };
  const isNew = ({ orderId }: StockRequest) => !found.has(orderId);
  const recorded = requests.flatMap((request) => {
    const reservation = found.get(request.orderId);
    return reservation === undefined ? [] : [[request, answerAgain(reservation)] as const];
  });
  return { parted: partRequests(requests.filter(isNew), blocked, needsRedis), recorded: new Map(recorded) };
}

function isAbout(error: Undecidable, itemId: ItemId, choiceOf: DecideOrWait['choiceOf']): boolean {
  return error.itemIds === null ? choiceOf(itemId).strategy === error.strategy : error.itemIds.includes(itemId);
}

function keyOf({ itemIds, strategy }: Undecidable): string {
  return itemIds?.[0] ?? strategy;
}

function recover(request: StockRequest, choiceOf: DecideOrWait['choiceOf'], patience: Patience): void {
  for (const itemId of itemIdsOf(request)) {
    patience.recovered(itemId);
    patience.recovered(choiceOf(itemId).strategy);
  }
}

function itemIdsOf({ lines }: StockRequest): ItemId[] {
  return lines.map(({ itemId }) => itemId);
}
