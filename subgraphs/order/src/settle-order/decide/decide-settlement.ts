import type { StockResult } from '@rushgraph/contracts';
import type {
  OrderLine,
  OrderWithLines,
  PendingOrder,
  RejectedOrder,
  Rejection,
  SoldLine,
  SoldOrder,
} from '../../order/order.ts';

export interface Confirmation {
  readonly order: SoldOrder;
  readonly lines: readonly SoldLine[];
}
export type Settlement = Confirmation | OrderWithLines<RejectedOrder>;

export type Decision =
  | { readonly kind: 'settle'; readonly settlement: Settlement }
  /** The order is over without its goods: whatever is reserved for it goes back. */
  | { readonly kind: 'release' }
  /** The order is not known yet: keep the result until it is. */
  | { readonly kind: 'park' }
  | { readonly kind: 'nothing' }
  /** The result does not fit the order it names. */
  | { readonly kind: 'invalid'; readonly reason: string };

/** What the column for it holds; the catalogue allows no more. */
const MAX_NAME = 200;

type Reserved = Extract<StockResult, { outcome: 'RESERVED' }>;
type Refused = Extract<StockResult, { outcome: 'REFUSED' }>;

/** Joins a stock result with the order it is for; `null` when no such order is known. */
export function decideResult(found: OrderWithLines | null, result: StockResult, now: Date): Decision {
  switch (result.outcome) {
    case 'RESERVED':
      return decideReserved(found, result, now);
    case 'REFUSED':
      return decideRefused(found, result, now);
  }
}

function decideReserved(found: OrderWithLines | null, result: Reserved, now: Date): Decision {
  if (found === null) return { kind: 'park' };
  const { order, lines } = found;
  switch (order.status) {
    case 'PENDING':
      return confirm(order, lines, result, now);
    case 'REJECTED':
      return { kind: 'release' };
    case 'CONFIRMED':
    case 'CANCELLED':
      return { kind: 'nothing' };
  }
}

function decideRefused(found: OrderWithLines | null, { reason, itemIds }: Refused, now: Date): Decision {
  // A release answered as a refusal tells only that nothing is held; the order already is what it is.
  if (reason === 'RELEASED') return { kind: 'nothing' };
  if (found === null) return { kind: 'park' };
  const { order, lines } = found;
  if (order.status !== 'PENDING') return { kind: 'nothing' };
  return settleAs(reject(order, { reason, itemIds }, now), lines);
}

function settleAs(order: RejectedOrder, lines: readonly OrderLine[]): Decision {
  return { kind: 'settle', settlement: { order, lines } };
}

/** The order as it is after a refusal, or after it was given up. */
export function reject(order: PendingOrder, rejection: Rejection, now: Date): RejectedOrder {
  return { ...order, status: 'REJECTED', version: order.version + 1, settledAt: now, rejection };
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
    return settleAs(reject(order, { reason: 'TOTAL_TOO_LARGE', itemIds: [] }, now), lines);
  }
  const confirmed: SoldOrder = {
    ...order,
    status: 'CONFIRMED',
    version: order.version + 1,
    title: titleOf(first.name, sold.length),
    total: { amount, currency },
    settledAt: now,
  };
  return { kind: 'settle', settlement: { order: confirmed, lines: sold } };
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
