import {
  type OrderReleased,
  type OrderRequested,
  orderReleased,
  orderRequested,
  type StockResult,
  stockResult,
  timestampOf,
} from '@rushgraph/contracts';
import type { Tx } from '@rushgraph/database';
import { type Batch, type ConsumedRecord, event, InvalidEvent, type Outbox } from '@rushgraph/messaging';
import type { Reservation } from '../keep-stock/reservation.ts';
import type { StockKeeper } from '../keep-stock/stock-keeper.ts';

export interface ConsumeOrdersDeps {
  readonly keeper: StockKeeper;
  readonly outbox: Outbox;
  readonly now: () => Date;
}

export type OrderEvent = OrderRequested | OrderReleased;
type Requested = ConsumedRecord<OrderEvent> & { readonly data: OrderRequested };

/** Events of orders that concern stock. */
export const consumedEvents = [orderRequested, orderReleased];

/** Decides, or gives back, the stock of a batch of orders; the results leave in the transaction that moves the offset. */
export function createOrderHandler({ keeper, outbox, now }: ConsumeOrdersDeps) {
  return async ({ records }: Pick<Batch<OrderEvent>, 'records'>, tx: Tx): Promise<void> => {
    const requests = records.filter(isRequest);
    const releases = records.flatMap(({ data }) => (data !== null && 'reason' in data ? [data] : []));
    for (const record of requests) refuseRepeatedItem(record);
    const at = now();
    if (releases.length > 0) await keeper.release(tx, releases, at);
    if (requests.length === 0) return;
    const reservations = await keeper.decide(
      tx,
      requests.map(({ data }) => data),
      at,
    );
    await outbox.record(
      tx,
      reservations.map((reservation, index) =>
        event(stockResult, resultOf(reservation), {
          subject: reservation.orderId,
          sequence: 1,
          traceparent: requests[index]?.metadata.traceparent,
        }),
      ),
    );
  };
}

/** A tombstone ends a pending order; it asks for nothing. */
function isRequest(record: ConsumedRecord<OrderEvent>): record is Requested {
  return record.data !== null && 'lines' in record.data;
}

/** No customer can order an item twice in one order, and the ledger has one row for each item and order. */
function refuseRepeatedItem(record: Requested): void {
  const { lines } = record.data;
  if (new Set(lines.map(({ itemId }) => itemId)).size < lines.length) {
    throw new InvalidEvent(record, 'an item is named twice');
  }
}

function resultOf(reservation: Reservation): StockResult {
  const { orderId } = reservation;
  const decidedAt = timestampOf(reservation.decidedAt);
  switch (reservation.outcome) {
    case 'RESERVED':
      return { outcome: 'RESERVED', orderId, lines: [...reservation.lines], decidedAt };
    case 'REFUSED':
      return { outcome: 'REFUSED', orderId, reason: reservation.reason, itemIds: [...reservation.itemIds], decidedAt };
    case 'RELEASED':
      return { outcome: 'REFUSED', orderId, reason: 'RELEASED', itemIds: [], decidedAt };
  }
}
