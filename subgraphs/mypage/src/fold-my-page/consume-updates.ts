import {
  type CouponUpdated,
  couponUpdated,
  type OrderUpdated,
  orderUpdated,
  type UserUpdated,
  userUpdated,
} from '@rushgraph/contracts';
import { type Batch, type ConsumedRecord, InvalidEvent } from '@rushgraph/messaging';
import type { MyPageStore } from '../store-my-page/my-page-store.ts';
import { foldBatch } from './fold-batch.ts';
import type { MyPageEvent } from './fold-my-page.ts';

/** What the pages are made of. */
export const updates = [userUpdated, orderUpdated, couponUpdated];
export type Update = UserUpdated | OrderUpdated | CouponUpdated;

/** Folds a batch of updates into the pages of the customers it tells about. */
export function createUpdatesHandler(store: MyPageStore): (batch: Batch<Update>) => Promise<void> {
  return async ({ topic, partition, records }) => {
    const source = `${topic}/${partition}`;
    await foldBatch(
      store,
      records.map((record) => ({
        event: pageEvent(record),
        origin: { source, offset: Number(record.offset), time: record.metadata.time },
      })),
    );
  };
}

function pageEvent(record: ConsumedRecord<Update>): MyPageEvent {
  const { data } = record;
  if (data === null) throw new InvalidEvent(record, 'an update cannot be a tombstone');
  if ('orderId' in data) return { kind: 'order', data };
  if ('couponId' in data) return { kind: 'coupon', data };
  return { kind: 'user', data };
}
