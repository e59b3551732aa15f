export interface OrderSide {
  readonly id: string;
  readonly status: 'PENDING' | 'CONFIRMED' | 'REJECTED' | 'CANCELLED';
  /** Tells which items and quantities the order has; equal for equal lines in any order. */
  readonly lines: number;
}

export interface StockSide {
  readonly id: string;
  readonly outcome: 'RESERVED' | 'REFUSED' | 'RELEASED';
  readonly isReleased: boolean;
  readonly lines: number;
  readonly decidedAt: Date;
}

export type Fault =
  /** CONFIRMED, but its stock is not reserved. */
  | 'unbacked'
  /** CONFIRMED with other lines than are reserved. */
  | 'different'
  /** REJECTED or CANCELLED, but its stock is still reserved. */
  | 'kept'
  /** Stock is reserved for an order that does not exist. */
  | 'nobody';

/** What is wrong between an order and its reservation, if anything. Younger than `since`, an order may still be on its way. */
export function judgePair(
  order: OrderSide | undefined,
  reservation: StockSide | undefined,
  since: Date,
): Fault | undefined {
  const isHeld = reservation?.outcome === 'RESERVED' && !reservation.isReleased;
  switch (order?.status) {
    case undefined:
      return isHeld && reservation.decidedAt < since ? 'nobody' : undefined;
    case 'PENDING':
      return undefined;
    case 'CONFIRMED':
      if (!isHeld) return 'unbacked';
      return reservation.lines === order.lines ? undefined : 'different';
    case 'REJECTED':
    case 'CANCELLED':
      return isHeld ? 'kept' : undefined;
  }
}
