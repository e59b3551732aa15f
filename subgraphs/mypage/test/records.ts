import {
  type CampaignId,
  type CouponId,
  type CouponUpdated,
  couponUpdated,
  deriveId,
  type OrderId,
  type OrderUpdated,
  orderUpdated,
  type UserId,
  type UserUpdated,
  userUpdated,
} from '@rushgraph/contracts';
import { type EventDefinition, event, headersOf, type ProducerRecord } from '@rushgraph/messaging';
import { moment, orderUpdate } from './happenings.ts';

/** An event as the relay of its service publishes it. */
export function recordOf<T>(
  topicPrefix: string,
  definition: EventDefinition<T>,
  data: T,
  { subject, version, time }: { readonly subject: string; readonly version: number; readonly time: string },
): ProducerRecord {
  const told = event(definition, data, { subject, sequence: version });
  const headers = headersOf(told, { id: `${subject}-${version}`, source: 'test', time });
  return { topic: topicPrefix + told.topic, key: told.key, value: told.payload, headers };
}

export const customer = (name: string) => deriveId<UserId>('customer', name);

/** A customer's n-th order at a version. */
export function orderRecord(
  topicPrefix: string,
  user: UserId,
  number: number,
  version: number,
  definition: EventDefinition<OrderUpdated> = orderUpdated,
): ProducerRecord {
  const orderId = deriveId<OrderId>('order', user, String(number));
  const data = { ...orderUpdate(user, number, version), orderId };
  return recordOf(topicPrefix, definition, data, { subject: orderId, version, time: moment(number + version / 10) });
}

/** A customer's n-th coupon at a version. */
export function couponRecord(
  topicPrefix: string,
  user: UserId,
  number: number,
  version: number,
  definition: EventDefinition<CouponUpdated> = couponUpdated,
): ProducerRecord {
  const couponId = deriveId<CouponId>('coupon', user, String(number));
  const data: CouponUpdated = {
    couponId,
    userId: user,
    version,
    campaignId: deriveId<CampaignId>('campaign', String(number)),
    campaignName: 'Opening day',
    discount: { amount: 500, currency: 'KRW' },
    status: version === 1 ? 'ISSUED' : 'USED',
    issuedAt: moment(number),
  };
  return recordOf(topicPrefix, definition, data, { subject: couponId, version, time: moment(number + version) });
}

export function profileRecord(topicPrefix: string, user: UserId, version: number): ProducerRecord {
  const data: UserUpdated = {
    userId: user,
    version,
    name: `Customer ${version}`,
    email: 'ada@example.com',
    createdAt: moment(0),
  };
  return recordOf(topicPrefix, userUpdated, data, { subject: user, version, time: moment(version) });
}
