import type { CampaignId, CouponId, OrderId, OrderUpdated, UserId } from '@rushgraph/contracts';
import { type Told, toldByCoupon, toldByOrder, toldByUser } from '../src/fold-my-page/happening.ts';

export const moment = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();
const statuses = ['PENDING', 'CONFIRMED', 'CANCELLED'] as const;

/** What the order service publishes of a customer's n-th order at a version. */
export function orderUpdate(user: string, number: number, version = 1): OrderUpdated {
  return {
    orderId: `${user}-order-${String(number).padStart(6, '0')}` as OrderId,
    userId: user as UserId,
    version,
    status: statuses[version - 1] ?? 'CANCELLED',
    title: version === 1 ? null : `Order ${number}`,
    total: version === 1 ? null : { amount: number * 100, currency: 'KRW' },
    lines: [],
    rejection: null,
    placedAt: moment(number),
    settledAt: null,
  };
}

export function order(user: string, number: number, version = 1): Told {
  return toldByOrder(orderUpdate(user, number, version), moment(number + version / 10));
}

export function profile(user: string, version: number): Told {
  const name = `${user} ${version}`;
  const data = { userId: user as UserId, version, name, email: `${user}@example.com`, createdAt: moment(0) };
  return toldByUser(data, moment(version));
}

export function coupon(user: string, number: number, version = 1): Told {
  const data = {
    couponId: `${user}-coupon-${number}` as CouponId,
    userId: user as UserId,
    version,
    campaignId: 'campaign' as CampaignId,
    campaignName: 'Opening day',
    discount: { amount: 500, currency: 'KRW' as const },
    status: version === 1 ? ('ISSUED' as const) : ('USED' as const),
    issuedAt: moment(number),
  };
  return toldByCoupon(data, moment(number + version));
}
