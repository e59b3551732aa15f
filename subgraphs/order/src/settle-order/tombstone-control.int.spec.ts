import type { Outbox } from '@rushgraph/messaging';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type OrderFixture, orderFixture, placement, reserved } from '../../test/order-fixture.ts';
import { batchOf, type StreamsFixture, streamsFixture } from '../../test/streams-fixture.ts';
import { createResultHandler } from './consume-results.ts';

let shop: OrderFixture;
let streams: StreamsFixture;
beforeAll(async () => {
  shop = await orderFixture();
  streams = streamsFixture(shop);
});
afterAll(() => shop.drop());
beforeEach(() => streams.reset());

/** How many orders the table of pending ones still holds after its only one has been settled. */
async function pendingAfterSettling(outbox: Outbox): Promise<number> {
  const placed = placement('ann', 'k1');
  await streams.engine().place(placed);
  const rows = streams.table();
  const handle = createResultHandler({ outbox, now: shop.clock, metrics: shop.metrics });
  await shop.database.transaction((tx) => handle(batchOf([reserved(placed)]), tx, (id) => rows.get(id)));
  expect((await shop.reader.orders([placed.id])).get(placed.id)?.status).toBe('CONFIRMED');
  return streams.table().size;
}

it('takes a settled order out of the table of pending ones', async () => {
  expect(await pendingAfterSettling(shop.outbox)).toBe(0);
});

it('control: without its tombstone a settled order is pending for ever, and replayed at every start', async () => {
  const withoutTombstones: Outbox = {
    ...shop.outbox,
    record: (tx, events) =>
      shop.outbox.record(
        tx,
        events.filter(({ payload }) => payload !== null),
      ),
  };
  expect(await pendingAfterSettling(withoutTombstones)).toBe(1);
});
