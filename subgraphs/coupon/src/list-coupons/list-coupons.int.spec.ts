import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type CouponFixture, campaignId, couponFixture, customer, user } from '../../test/coupon-fixture.ts';
import { newCoupon } from '../coupon.ts';
import { insertCoupons } from '../db/coupon-rows.ts';

let shop: CouponFixture;
beforeAll(async () => {
  shop = await couponFixture();
});
afterAll(() => shop.drop());
beforeEach(() => shop.clear());

const QUERY = `query ($first: Int, $after: String) { me { coupons(first: $first, after: $after) {
  nodes { id campaign { name } } pageInfo { hasNextPage hasPreviousPage endCursor } } } }`;

interface Page {
  me: {
    coupons: {
      nodes: { id: string; campaign: { name: string } }[];
      pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string | null };
    };
  };
}

async function page(variables: Record<string, unknown>) {
  const { data, errors } = await shop.graph(customer('ann'), QUERY, variables);
  return { page: (data as Page | null)?.me.coupons, code: errors?.[0]?.extensions?.code };
}

/** Coupons of ann, `stepMs` apart, the newest first. */
async function give(count: number, stepMs: number): Promise<string[]> {
  const ids: string[] = [];
  for (let number = 0; number < count; number++) {
    await shop.campaign(`c${number}`);
    const issuedAt = new Date(1_780_000_000_000 + number * stepMs);
    const coupon = newCoupon(campaignId(`c${number}`), user('ann'), issuedAt);
    await shop.database.transaction((tx) =>
      insertCoupons(tx, [coupon, newCoupon(campaignId(`c${number}`), user('ben'), issuedAt)]),
    );
    ids.unshift(coupon.id);
  }
  return ids;
}

async function walk(first: number): Promise<string[]> {
  const seen: string[] = [];
  let after: string | null = null;
  for (;;) {
    const { page: one } = await page({ first, after });
    seen.push(...(one?.nodes.map(({ id }) => id) ?? []));
    if (!one?.pageInfo.hasNextPage) return seen;
    after = one.pageInfo.endCursor;
  }
}

it("come newest first, in pages that neither miss nor repeat one, and nobody else's", async () => {
  const given = await give(7, 1);
  for (const first of [1, 3, 7, 8]) expect(await walk(first)).toEqual(given);
});

it('begin at the beginning when "after" is empty', async () => {
  const [newest] = await give(2, 1);
  expect((await page({ first: 1, after: '' })).page?.nodes.map(({ id }) => id)).toEqual([newest]);
});

it('keep a total order when they were issued in the same millisecond', async () => {
  const given = (await give(7, 0)).sort().reverse();
  for (const first of [1, 2, 6, 7]) expect(await walk(first)).toEqual(given);
});

it('are read with one statement for the page and one for all campaigns', async () => {
  await give(5, 1);
  const statements: string[] = [];
  const { rows } = shop.database;
  shop.database.rows = <T>(statement: string, values?: readonly unknown[]) => {
    statements.push(statement);
    return rows<T>(statement, values);
  };
  try {
    expect((await page({ first: 5 })).page?.nodes.map(({ campaign }) => campaign.name)).toEqual([
      'c4',
      'c3',
      'c2',
      'c1',
      'c0',
    ]);
  } finally {
    shop.database.rows = rows;
  }
  expect(statements).toHaveLength(2);
});

it.each([{ first: 0 }, { first: 101 }, { after: 'x' }, { after: Buffer.from('["2026","b"]').toString('base64url') }])(
  'are refused for %o',
  async (variables) => expect((await page(variables)).code).toBe('BAD_USER_INPUT'),
);
