import { couponUpdated, couponUpdatedV1 } from './events/coupon-updated.ts';
import type { EventDefinition } from './events/event-definition.ts';
import { myPageComposed } from './events/mypage-composed.ts';
import { orderReleased } from './events/order-released.ts';
import { orderRequested } from './events/order-requested.ts';
import { orderUpdated, orderUpdatedV1 } from './events/order-updated.ts';
import { stockDelta, stockDeltaLate } from './events/stock-delta.ts';
import { stockResult } from './events/stock-result.ts';
import { userErased } from './events/user-erased.ts';
import { userUpdated } from './events/user-updated.ts';

/** Every published event, for what treats them all alike: schema export, golden fixtures, the dead-letter inbox. */
export const definitions: readonly Pick<EventDefinition<unknown>, 'type' | 'topic' | 'aggregate' | 'schema'>[] = [
  orderRequested,
  orderReleased,
  stockResult,
  stockDelta,
  stockDeltaLate,
  orderUpdated,
  orderUpdatedV1,
  couponUpdated,
  couponUpdatedV1,
  userUpdated,
  userErased,
  myPageComposed,
];
