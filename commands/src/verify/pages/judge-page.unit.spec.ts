import { emptyDocument, type MyPageDocument } from '@rushgraph/mypage/pages';
import { expect, test } from 'vitest';
import { type Account, judgePage } from './judge-page.ts';

const at = '2026-03-01T12:00:00.000Z';
const order = (id: string, status: MyPageDocument['orders']['newest'][number]['status']) => ({
  id,
  at,
  version: 1,
  status,
  title: null,
  total: null,
});
const page = (count: number, ...newest: MyPageDocument['orders']['newest'][number][]): MyPageDocument => ({
  ...emptyDocument('ann'),
  profile: { version: 2, name: 'Ann', email: 'ann@shop.local' },
  orders: { count, newest, earlier: [], archivedTo: null },
});
const account = (count: number, statuses: Record<string, string> = {}): Account => ({
  version: 2,
  orders: { count, statuses: new Map(Object.entries(statuses)) },
  coupons: { count: 0, statuses: new Map() },
});

test.each([
  ['of an account without orders', account(0), page(0)],
  [
    'that shows its orders as they are',
    account(2, { a: 'CONFIRMED', b: 'PENDING' }),
    page(2, order('a', 'CONFIRMED'), order('b', 'PENDING')),
  ],
  ['that counts more than it shows', account(11, { a: 'REJECTED' }), page(11, order('a', 'REJECTED'))],
  [
    'with an order that has no row yet',
    account(1, { a: 'CONFIRMED' }),
    page(2, order('a', 'CONFIRMED'), order('b', 'PENDING')),
  ],
  ['of an account that is gone', null, { ...page(0), isErased: true }],
  ['that nobody has, of an account that is gone', null, null],
])('a page %s is right', (_, known, found) => {
  expect(judgePage(known, found)).toBeUndefined();
});

test.each([
  ['missing', account(0), null],
  ['missing', account(0), { ...page(0), isErased: true }],
  ['profile', account(0), { ...page(0), profile: null }],
  ['profile', account(0), { ...page(0), profile: { version: 1, name: 'A', email: 'a@shop.local' } }],
  ['orders', account(2, { a: 'CONFIRMED' }), page(1, order('a', 'CONFIRMED'))],
  ['orders', account(1, { a: 'CONFIRMED' }), page(1, order('a', 'PENDING'))],
  ['orders', account(1, { a: 'CONFIRMED' }), page(1, order('b', 'CONFIRMED'))],
  ['coupons', { ...account(0), coupons: { count: 1, statuses: new Map() } }, page(0)],
  ['kept', null, page(0)],
] as const)('%s is found', (fault, known, found) => {
  expect(judgePage(known, found)).toBe(fault);
});
