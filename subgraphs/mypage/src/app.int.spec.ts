import { executeSubgraph, testMongo, userViewer } from '@rushgraph/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readingFixture } from '../test/reading-fixture.ts';
import { foldBatch } from './fold-my-page/fold-batch.ts';

const ada = '0000000000000000000000000A';
const query = `{ myPage {
  owner { id } name email orderCount couponCount asOf partsAsOf { profile orders coupons } missing
  orders { order { id } id title status total { amount currency } placedAt }
  coupons { coupon { id } id campaignName discount { amount currency } status issuedAt }
} }`;

let mongo: Awaited<ReturnType<typeof testMongo>>;
let shop: Awaited<ReturnType<typeof readingFixture>>;

beforeAll(async () => {
  mongo = await testMongo();
  shop = await readingFixture({ mongoUrl: mongo.url });
  const time = '2026-01-01T00:00:01.000Z';
  const total = { amount: 1_500, currency: 'KRW' as const };
  const nothing = { kind: 'told', userId: ada, time, profile: null, orders: null, coupons: null } as const;
  const order = { id: 'o1', at: time, version: 2, status: 'CONFIRMED', title: 'Tea and 1 more', total } as const;
  const coupon = {
    id: 'c1',
    at: time,
    version: 1,
    status: 'ISSUED',
    campaignName: 'Opening day',
    discount: total,
  } as const;
  await foldBatch(shop.store, [
    { ...nothing, profile: { version: 1, name: 'Ada', email: 'ada@example.com' } },
    { ...nothing, orders: [order] },
    { ...nothing, coupons: [coupon], time: '2026-01-01T00:00:02.000Z' },
  ]);
});

afterAll(async () => {
  await shop.stop();
  await mongo.drop();
});

test("shows the viewer's own page", async () => {
  const { data, errors } = await executeSubgraph(shop.app, { service: 'mypage', query, viewer: userViewer(ada) });
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    myPage: {
      owner: { id: ada },
      name: 'Ada',
      email: 'ada@example.com',
      orderCount: 1,
      couponCount: 1,
      asOf: '2026-01-01T00:00:02.000Z',
      partsAsOf: {
        profile: '2026-01-01T00:00:01.000Z',
        orders: '2026-01-01T00:00:01.000Z',
        coupons: '2026-01-01T00:00:02.000Z',
      },
      missing: [],
      orders: [
        {
          order: { id: 'o1' },
          id: 'o1',
          title: 'Tea and 1 more',
          status: 'CONFIRMED',
          total: { amount: 1_500, currency: 'KRW' },
          placedAt: '2026-01-01T00:00:01.000Z',
        },
      ],
      coupons: [
        {
          coupon: { id: 'c1' },
          id: 'c1',
          campaignName: 'Opening day',
          discount: { amount: 1_500, currency: 'KRW' },
          status: 'ISSUED',
          issuedAt: '2026-01-01T00:00:01.000Z',
        },
      ],
    },
  });
});

test.each([
  ['anonymous', { kind: 'anonymous' as const }],
  ['a service', { kind: 'service' as const, name: 'order' }],
])('refuses %s', async (_, viewer) => {
  const { data, errors } = await executeSubgraph(shop.app, { service: 'mypage', query, viewer });
  expect(data).toEqual({ myPage: null });
  expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['UNAUTHENTICATED']);
});
