export { definitions } from './definitions.ts';
export { type CouponUpdated, couponUpdated, couponUpdatedV1 } from './events/coupon-updated.ts';
export { defineEvent, type EventDefinition } from './events/event-definition.ts';
export { type MyPageComposed, myPageComposed } from './events/mypage-composed.ts';
export { type OrderReleased, orderReleased } from './events/order-released.ts';
export { type OrderRequested, orderRequested } from './events/order-requested.ts';
export { type OrderUpdated, orderUpdated, orderUpdatedV1 } from './events/order-updated.ts';
export {
  type StockDelta,
  type StockDeltaCause,
  type StockDeltaLate,
  stockDelta,
  stockDeltaId,
  stockDeltaLate,
} from './events/stock-delta.ts';
export { type StockResult, stockResult } from './events/stock-result.ts';
export { type UserErased, userErased } from './events/user-erased.ts';
export { type UserUpdated, userUpdated } from './events/user-updated.ts';
export {
  couponId as couponIdSchema,
  type MoneyValue,
  money as moneySchema,
  orderId as orderIdSchema,
  timestamp as timestampSchema,
  userId as userIdSchema,
} from './events/values.ts';
export { hashInput } from './hash-input.ts';
export {
  type CampaignId,
  type CouponId,
  deriveId,
  type ItemId,
  isId,
  type NewId,
  newId,
  type OrderId,
  parseId,
  type UserId,
} from './ids/ids.ts';
export { timestampOf } from './timestamp.ts';
export { deadLetterTopic, retiredTopics, type TopicDeclaration, topics } from './topics.ts';
