import type { CampaignId, CouponId, OrderId, OrderUpdated, UserId } from '@rushgraph/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldMyPage, type MyPageEvent } from './fold-my-page.ts';
import type { MyPageDocument } from './my-page-document.ts';

const userId = '0000000000000000000000USER' as UserId;
const moment = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();
const statuses = ['PENDING', 'CONFIRMED', 'CANCELLED'] as const;

interface Happening {
  readonly event: MyPageEvent;
  readonly time: string;
}

function order(number: number, version: number): Happening {
  const data: OrderUpdated = {
    orderId: `order-${String(number).padStart(4, '0')}` as OrderId,
    userId,
    version,
    status: statuses[version - 1] ?? 'CANCELLED',
    title: version === 1 ? null : `Order ${number}`,
    total: version === 1 ? null : { amount: number * 100, currency: 'KRW' },
    lines: [],
    rejection: null,
    placedAt: moment(number),
    settledAt: null,
  };
  return { event: { kind: 'order', data }, time: moment(number + version / 10) };
}

function profile(version: number): Happening {
  const data = { userId, version, name: `Name ${version}`, email: 'ada@example.com', createdAt: moment(0) };
  return { event: { kind: 'user', data }, time: moment(version) };
}

function coupon(number: number, version: number): Happening {
  const data = {
    couponId: `coupon-${number}` as CouponId,
    userId,
    version,
    campaignId: 'campaign' as CampaignId,
    campaignName: 'Opening day',
    discount: { amount: 500, currency: 'KRW' as const },
    status: version === 1 ? ('ISSUED' as const) : ('USED' as const),
    issuedAt: moment(number),
  };
  return { event: { kind: 'coupon', data }, time: moment(number + version) };
}

/** Delivers in this order: each kind of event has a partition of its own, offsets rise. */
function deliver(happenings: readonly Happening[], start: MyPageDocument | null = null): MyPageDocument {
  const document = happenings.reduce<MyPageDocument | null>(
    (before, { event, time }, offset) => foldMyPage(before, event, { source: `${event.kind}/0`, offset, time }),
    start,
  );
  if (document === null) throw new Error('nothing was delivered');
  return document;
}

const shown = ({ watermarks: _, ...rest }: MyPageDocument) => rest;

const history = [
  profile(1),
  profile(2),
  ...Array.from({ length: 14 }, (_, number) => [order(number, 1), order(number, 2), order(number, 3)]).flat(),
  ...Array.from({ length: 3 }, (_, number) => [coupon(number, 1), coupon(number, 2)]).flat(),
];

test('shows the ten newest orders, the latest profile and exact counts', () => {
  const document = deliver(history);
  expect(document.profile).toEqual({ version: 2, name: 'Name 2', email: 'ada@example.com' });
  expect(document.orders.newest.map(({ id }) => id)).toEqual(
    [13, 12, 11, 10, 9, 8, 7, 6, 5, 4].map((number) => `order-${String(number).padStart(4, '0')}`),
  );
  expect(new Set(document.orders.newest.map(({ status }) => status))).toEqual(new Set(['CANCELLED']));
  expect([document.orders.count, document.coupons.count]).toEqual([14, 3]);
  expect(document.asOf).toBe(moment(13.3));
});

test('duplicates and reordering give the same document', () => {
  const expected = shown(deliver(history));
  const twice = [...history, ...history];
  const shuffled = fc.shuffledSubarray(twice, { minLength: twice.length });
  fc.assert(
    fc.property(shuffled, (delivered) => {
      expect(shown(deliver(delivered))).toEqual(expected);
    }),
  );
});

test('delivering the same records again, from anywhere, changes nothing, however many orders were forgotten', () => {
  const log = Array.from({ length: 400 }, (_, number) => order(number, 1));
  const document = deliver(log);
  expect(document.orders.count).toBe(400);
  const again = log.reduce(
    (before, { event, time }, offset) => foldMyPage(before, event, { source: 'order/0', offset, time }),
    document,
  );
  expect(again).toBe(document);
});

test('the document of a customer with many orders stays small', () => {
  const document = deliver(Array.from({ length: 2_000 }, (_, number) => order(number, 1)));
  expect(document.orders.count).toBe(2_000);
  expect(document.orders.newest.length + document.orders.earlier.length).toBe(256);
});

test("refuses to fold one user's event into another user's page", () => {
  const document = deliver([profile(1)]);
  const { event, time } = profile(2);
  const foreign: MyPageDocument = { ...document, _id: 'somebody-else' };
  expect(() => foldMyPage(foreign, event, { source: 'user/0', offset: 9, time })).toThrow('another user');
});
