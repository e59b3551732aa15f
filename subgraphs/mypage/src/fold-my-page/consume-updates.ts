import {
  type CouponUpdated,
  couponUpdated,
  couponUpdatedV1,
  type MyPageComposed,
  myPageComposed,
  type OrderUpdated,
  orderUpdated,
  orderUpdatedV1,
  type UserErased,
  type UserUpdated,
  userErased,
  userUpdated,
} from '@rushgraph/contracts';
import { type Batch, type ConsumedRecord, InvalidEvent } from '@rushgraph/messaging';
import type { Metrics } from '@rushgraph/service';
import { type FoldStore, foldBatch } from './fold-batch.ts';
import { type Happening, toldByComposing, toldByCoupon, toldByOrder, toldByUser } from './happening.ts';

/** What the pages are made of. */
export const updates = [userUpdated, userErased, orderUpdated, couponUpdated, myPageComposed];
/** What they were made of in earlier versions; a shop that is as old has these topics, too. */
export const retiredUpdates = [orderUpdatedV1, couponUpdatedV1];
export type Update = UserUpdated | UserErased | OrderUpdated | CouponUpdated | MyPageComposed;

/** Pages that are folded; whoever has claimed one to compose it is told that it is written. */
interface UpdatedPages extends FoldStore {
  release(ids: readonly string[]): Promise<void>;
}

export interface UpdatesDeps {
  /** The pages that are live now. */
  readonly forWriting: () => Promise<UpdatedPages>;
  readonly metrics: Metrics;
}

/** Folds what several partitions have into the pages of the customers it tells about, each page read and written once. */
export function createUpdatesHandler({
  forWriting,
  metrics,
}: UpdatesDeps): (batches: readonly Batch<Update>[]) => Promise<void> {
  const gaps = metrics.counter('mypage_version_gaps_total', 'Versions of aggregates that never came');
  return async (batches) => {
    const records = batches.flatMap((batch) => batch.records);
    const happenings = records.map(happeningOf);
    const store = await forWriting();
    const folded = await foldBatch(store, happenings);
    gaps.inc(folded.gaps);
    const composed = records.filter(({ metadata }) => metadata.type === myPageComposed.type);
    await store.release(composed.map(({ key }) => key));
  };
}

const orderTypes: ReadonlySet<string> = new Set([orderUpdated.type, orderUpdatedV1.type]);
const couponTypes: ReadonlySet<string> = new Set([couponUpdated.type, couponUpdatedV1.type]);

/** What a record tells. Throws InvalidEvent for what no page knows. */
function happeningOf(record: ConsumedRecord<Update>): Happening {
  const { data, key } = record;
  const { type, time } = record.metadata;
  // An account without a last state is no account any more.
  if (data === null && type === userUpdated.type) return { kind: 'erased', userId: key, time };
  if (data === null) throw new InvalidEvent(record, 'an update cannot be a tombstone');
  if (type === userErased.type && 'erasedAt' in data) return { kind: 'erased', userId: data.userId, time };
  if (orderTypes.has(type) && 'orderId' in data) return toldByOrder(data, time);
  if (couponTypes.has(type) && 'couponId' in data) return toldByCoupon(data, time);
  if (type === myPageComposed.type && 'composedAt' in data) return toldByComposing(data);
  if (type === userUpdated.type && 'email' in data) return toldByUser(data, time);
  throw new InvalidEvent(record, `no page knows events of type ${type}`);
}
