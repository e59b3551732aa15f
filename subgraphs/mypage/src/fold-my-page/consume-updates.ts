import {
  type CouponUpdated,
  couponUpdated,
  type OrderUpdated,
  orderUpdated,
  type UserUpdated,
  userUpdated,
} from '@rushgraph/contracts';
import { type Batch, type ConsumedRecord, InvalidEvent } from '@rushgraph/messaging';
import type { Metrics } from '@rushgraph/service';
import type { MyPageStore } from '../store-my-page/my-page-store.ts';
import { foldBatch } from './fold-batch.ts';
import { type Happening, toldByCoupon, toldByOrder, toldByUser } from './happening.ts';

/** What the pages are made of. */
export const updates = [userUpdated, orderUpdated, couponUpdated];
export type Update = UserUpdated | OrderUpdated | CouponUpdated;

export interface UpdatesDeps {
  readonly store: MyPageStore;
  readonly metrics: Metrics;
}

/** Folds a batch of updates into the pages of the customers it tells about. */
export function createUpdatesHandler({ store, metrics }: UpdatesDeps): (batch: Batch<Update>) => Promise<void> {
  const gaps = metrics.counter('mypage_version_gaps_total', 'Versions of aggregates that never came', ['topic']);
  return async ({ topic, records }) => {
    const folded = await foldBatch(store, records.map(happeningOf));
    gaps.inc({ topic }, folded.gaps);
  };
}

/** What a record tells. Throws InvalidEvent for what no page knows. */
function happeningOf(record: ConsumedRecord<Update>): Happening {
  const { data } = record;
  const { type, time } = record.metadata;
  if (data === null) throw new InvalidEvent(record, 'an update cannot be a tombstone');
  if (type === orderUpdated.type && 'orderId' in data) return toldByOrder(data, time);
  if (type === couponUpdated.type && 'couponId' in data) return toldByCoupon(data, time);
  if (type === userUpdated.type && 'email' in data) return toldByUser(data, time);
  throw new InvalidEvent(record, `no page knows events of type ${type}`);
}
