import type { ItemId, MoneyValue, OrderId } from '@rushgraph/contracts';

export interface ReservedLine {
  readonly itemId: ItemId;
  readonly quantity: number;
  /** As sold: at the moment of the decision. */
  readonly name: string;
  readonly unitPrice: MoneyValue;
}

export type RefusalReason = 'SOLD_OUT' | 'UNKNOWN_ITEM' | 'RELEASED';

/** What was decided for an order. It never changes; only a RESERVED one can be released, once. */
export type Reservation =
  | {
      readonly outcome: 'RESERVED';
      readonly orderId: OrderId;
      readonly lines: readonly ReservedLine[];
      readonly decidedAt: Date;
      readonly releasedAt: Date | null;
    }
  | {
      readonly outcome: 'REFUSED';
      readonly orderId: OrderId;
      readonly reason: RefusalReason;
      readonly itemIds: readonly ItemId[];
      readonly decidedAt: Date;
    }
  /** The order was given up before its request came: the request will be refused. */
  | { readonly outcome: 'RELEASED'; readonly orderId: OrderId; readonly decidedAt: Date };
