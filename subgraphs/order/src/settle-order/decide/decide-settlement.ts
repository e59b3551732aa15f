import type { OrderId, StockResult } from '@rushgraph/contracts';
import type {
  OrderLine,
  OrderWithLines,
  PendingOrder,
  RejectedOrder,
  Rejection,
  SoldLine,
  SoldOrder,
} from '../../order/order.ts';
import type { Traceparent } from '../../order/order-events.ts';

/** What is learned about an order. */
export type Fact =
  | { readonly kind: 'stock-result'; readonly result: StockResult; readonly traceparent?: Traceparent }
  /** It was not decided in time, or what was decided has been taken back. */
  | { readonly kind: 'given-up'; readonly orderId: OrderId }
  /** It is among those that wait for their stock, which it may no longer do. */
  | { readonly kind: 'still-requested'; readonly orderId: OrderId };

export type Settlement =
  | { readonly order: SoldOrder; readonly lines: readonly SoldLine[] }
  | OrderWithLines<RejectedOrder>;

export type Decision =
  /** The order has its final state; `givesBack`: what is reserved for it, or will be, goes back. */
  | { readonly kind: 'settle'; readonly settlement: Settlement; readonly givesBack: boolean }
  /** The order is over without its goods: whatever is reserved for it goes back. */
  | { readonly kind: 'release' }
  /** The order is not known yet: keep the result until it is. */
  | { readonly kind: 'park'; readonly result: StockResult }
  | { readonly kind: 'nothing' }
  /** The result does not fit the order it names. */
  | { readonly kind: 'invalid'; readonly reason: string };

/** What the column for it holds; the catalogue allows no more. */
const MAX_NAME = 200;

type Reserved = Extract<StockResult, { outcome: 'RESERVED' }>;
type Refused = Extract<StockResult, { outcome: 'REFUSED' }>;

const nothing: Decision = { kind: 'nothing' };

export function orderIdOf(fact: Fact): OrderId {
  return fact.kind === 'stock-result' ? fact.result.orderId : fact.orderId;
}

/** The next state of an order, from what is learned about it; `null` when no such order is known. */
export function decideSettlement(found: OrderWithLines | null, fact: Fact, now: Date): Decision {
  switch (fact.kind) {
    case 'stock-result':
      return fact.result.outcome === 'RESERVED'
        ? decideReserved(found, fact.result, now)
        : decideRefused(found, fact.result, now);
    case 'given-up':
      if (found === null || found.order.status !== 'PENDING') return nothing;
      return rejected(found.order, found.lines, { reason: 'TIMED_OUT', itemIds: [] }, now, true);
    case 'still-requested':
      return nothing;
  }
}

function decideReserved(found: OrderWithLines | null, result: Reserved, now: Date): Decision {
  if (found === null) return { kind: 'park', result };
  const { order, lines } = found;
  switch (order.status) {
    case 'PENDING':
      return confirm(order, lines, result, now);
    case 'REJECTED':
      return { kind: 'release' };
    case 'CONFIRMED':
    case 'CANCELLED':
      return nothing;
  }
}

function decideRefused(found: OrderWithLines | null, result: Refused, now: Date): Decision {
  const { reason, itemIds } = result;
  // A release answered as a refusal tells only that nothing is held; the order already is what it is.
  if (reason === 'RELEASED') return nothing;
  if (found === null) return { kind: 'park', result };
  const { order, lines } = found;
  return order.status === 'PENDING' ? rejected(order, lines, { reason, itemIds }, now, false) : nothing;
}

function rejected(
  order: PendingOrder,
  lines: readonly OrderLine[],
  rejection: Rejection,
  now: Date,
  givesBack: boolean,
): Decision {
  const version = order.version + 1;
  const settlement = { order: { ...order, status: 'REJECTED' as const, version, settledAt: now, rejection }, lines };
  return { kind: 'settle', settlement, givesBack };
}

function confirm(order: PendingOrder, lines: readonly OrderLine[], result: Reserved, now: Date): Decision {
  const sold = sellLines(lines, result);
  const [first] = sold;
  if (first === undefined || sold.length !== lines.length || result.lines.length !== lines.length) {
    return { kind: 'invalid', reason: 'the reserved lines are not the lines of the order' };
  }
  if (sold.some(({ name }) => [...name].length > MAX_NAME)) {
    return { kind: 'invalid', reason: `the name of a reserved line is longer than ${MAX_NAME} characters` };
  }
  const { currency } = first.unitPrice;
  if (sold.some(({ unitPrice }) => unitPrice.currency !== currency)) {
    return { kind: 'invalid', reason: 'the reserved lines are priced in several currencies' };
  }
  const amount = sold.reduce((sum, line) => sum + line.quantity * line.unitPrice.amount, 0);
  // Prices are bounded so that this cannot be; an item may have been registered when they were not.
  if (!Number.isSafeInteger(amount)) {
    return rejected(order, lines, { reason: 'TOTAL_TOO_LARGE', itemIds: [] }, now, true);
  }
  const confirmed: SoldOrder = {
    ...order,
    status: 'CONFIRMED',
    version: order.version + 1,
    title: titleOf(first.name, sold.length),
    total: { amount, currency },
    settledAt: now,
  };
  return { kind: 'settle', settlement: { order: confirmed, lines: sold }, givesBack: false };
}

function sellLines(lines: readonly OrderLine[], result: Reserved): SoldLine[] {
  const reserved = new Map(result.lines.map((line) => [line.itemId, line]));
  return lines.flatMap(({ itemId, quantity }) => {
    const line = reserved.get(itemId);
    if (line === undefined || line.quantity !== quantity) return [];
    return [{ itemId, quantity, name: line.name, unitPrice: line.unitPrice }];
  });
}

/** "Pen", or "Pen and 2 more". */
export function titleOf(firstName: string, lineCount: number): string {
  return lineCount === 1 ? firstName : `${firstName} and ${lineCount - 1} more`;
}
