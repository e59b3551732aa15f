import type { ItemId, OrderId } from '@rushgraph/contracts';
import type { Item } from '../../item.ts';
import type { Reservation } from './reservation.ts';
import type { StockRequest } from './stock-keeper.ts';

/** One change of one item's stock. */
export interface StockChange {
  readonly itemId: ItemId;
  /** Signed. */
  readonly quantity: number;
  readonly cause: 'ORDER' | 'RELEASE';
  readonly reference: OrderId;
  readonly balanceAfter: number;
}

export interface Decisions {
  /** One for each request, in order. */
  readonly reservations: readonly Reservation[];
  /** Those of them that are new and must be recorded. */
  readonly decided: readonly Reservation[];
  readonly changes: readonly StockChange[];
}

/**
 * Decides requests in order of arrival against the stock of locked items: all lines of an order or none. What is
 * already in `recorded`, or came earlier in this batch, is answered again and takes nothing.
 */
export function decideRequests(
  requests: readonly StockRequest[],
  items: ReadonlyMap<ItemId, Item>,
  recorded: ReadonlyMap<OrderId, Reservation>,
  now: Date,
): Decisions {
  const left = new Map([...items].map(([id, { stock }]) => [id, stock]));
  const known = new Map(recorded);
  const decided: Reservation[] = [];
  const changes: StockChange[] = [];
  const reservations = requests.map((request) => {
    const before = known.get(request.orderId);
    if (before !== undefined) return answerAgain(before);
    const reservation = decideRequest(request, items, left, now);
    if (reservation.outcome === 'RESERVED') changes.push(...take(request, left));
    known.set(request.orderId, reservation);
    decided.push(reservation);
    return reservation;
  });
  return { reservations, decided, changes };
}

function decideRequest(
  { orderId, lines }: StockRequest,
  items: ReadonlyMap<ItemId, Item>,
  left: ReadonlyMap<ItemId, number>,
  now: Date,
): Reservation {
  const found = lines.flatMap(({ itemId, quantity }) => {
    const item = items.get(itemId);
    return item === undefined ? [] : [{ itemId, quantity, name: item.name, unitPrice: item.price }];
  });
  const refuse = (reason: 'UNKNOWN_ITEM' | 'SOLD_OUT', itemIds: readonly ItemId[]): Reservation => ({
    outcome: 'REFUSED',
    orderId,
    reason,
    itemIds,
    decidedAt: now,
  });
  if (found.length < lines.length) {
    const unknown = lines.filter(({ itemId }) => !items.has(itemId));
    return refuse(
      'UNKNOWN_ITEM',
      unknown.map(({ itemId }) => itemId),
    );
  }
  const lacking = lines.filter(({ itemId, quantity }) => (left.get(itemId) ?? 0) < quantity);
  if (lacking.length > 0)
    return refuse(
      'SOLD_OUT',
      lacking.map(({ itemId }) => itemId),
    );
  return { outcome: 'RESERVED', orderId, lines: found, decidedAt: now, releasedAt: null };
}

function take({ orderId, lines }: StockRequest, left: Map<ItemId, number>): StockChange[] {
  return lines.map(({ itemId, quantity }) => {
    const balanceAfter = (left.get(itemId) ?? 0) - quantity;
    left.set(itemId, balanceAfter);
    return { itemId, quantity: -quantity, cause: 'ORDER', reference: orderId, balanceAfter };
  });
}

/** What a request is told whose order was decided, or given up, before. */
export function answerAgain(recorded: Reservation): Reservation {
  if (recorded.outcome !== 'RELEASED') return recorded;
  const { orderId, decidedAt } = recorded;
  return { outcome: 'REFUSED', orderId, reason: 'RELEASED', itemIds: [], decidedAt };
}
