import { type OrderReleased, type OrderRequested, orderReleased, orderRequested } from '@rushgraph/contracts';
import type { Tx } from '@rushgraph/database';
import { type Batch, type ConsumedRecord, InvalidEvent, type Outbox } from '@rushgraph/messaging';
import type { Logger } from '@rushgraph/service';
import type { ChosenKeeper } from '../keep-stock/choose/choose-keeper.ts';
import { setAside } from '../keep-stock/wait/waiting-requests.ts';
import { resultEvent } from './result-event.ts';

export interface ConsumeOrdersDeps {
  readonly keeper: Pick<ChosenKeeper, 'decide' | 'release'>;
  readonly outbox: Outbox;
  readonly now: () => Date;
  readonly logger: Pick<Logger, 'warn'>;
}

export type OrderEvent = OrderRequested | OrderReleased;
type Requested = ConsumedRecord<OrderEvent> & { readonly data: OrderRequested };

/** Events of orders that concern stock. */
export const consumedEvents = [orderRequested, orderReleased];

/**
 * Decides, or gives back, the stock of a batch of orders; the results leave in the transaction that moves the offset. What
 * cannot be decided for now is set aside in it, so that it holds up nobody else.
 */
export function createOrderHandler({ keeper, outbox, now, logger }: ConsumeOrdersDeps) {
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
    const decided = requests.flatMap(({ metadata }, index) => {
      const reservation = reservations[index];
      return reservation ? [resultEvent(reservation, metadata.traceparent)] : [];
    });
    const waiting = requests
      .filter((_, index) => reservations[index] === null)
      .map(({ data: { orderId, lines }, metadata: { traceparent } }) => ({ orderId, lines, traceparent }));
    await setAside(tx, waiting, at);
    await outbox.record(tx, decided);
    if (waiting.length > 0) {
      tx.onCommit(() =>
        logger.warn({ orders: waiting.length }, 'orders wait because their items cannot be decided now'),
      );
    }
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
