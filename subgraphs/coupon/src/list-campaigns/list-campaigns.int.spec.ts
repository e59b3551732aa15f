import { createDatabase } from '@rushgraph/database';
import { anonymous } from '@rushgraph/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CouponFixture, campaignId, couponFixture } from '../../test/coupon-fixture.ts';
import { stateOf } from '../campaign.ts';
import { loadCampaignPage } from './load-page.ts';

let shop: CouponFixture;
beforeAll(async () => {
  shop = await couponFixture();
  await shop.campaign('old', { opens: -200, closes: -100 });
  await shop.campaign('old and empty', { opens: -190, closes: -90, quantity: 1, issued: 1 });
  await shop.campaign('empty', { opens: -50, quantity: 2, issued: 2 });
  await shop.campaign('open', { opens: -40, issued: 9 });
  await shop.campaign('open too', { opens: -40 });
  await shop.campaign('soon', { opens: 10, closes: 20 });
});
afterAll(() => shop.drop());

interface Page {
  campaigns: {
    nodes: { name: string; state: string; remaining: number }[];
    pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string | null };
  };
}

async function page(variables: Record<string, unknown>) {
  const query = `query ($state: CampaignState, $first: Int, $after: String) {
    campaigns(state: $state, first: $first, after: $after) {
      nodes { name state remaining } pageInfo { hasNextPage hasPreviousPage endCursor } } }`;
  const { data, errors } = await shop.graph(anonymous, query, variables);
  return { page: (data as Page | null)?.campaigns, code: errors?.[0]?.extensions?.code };
}

async function walk(first: number): Promise<string[]> {
  const seen: string[] = [];
  let after: string | null = null;
  for (;;) {
    const { page: one } = await page({ first, after });
    seen.push(...(one?.nodes.map(({ name }) => name) ?? []));
    if (!one?.pageInfo.hasNextPage) return seen;
    after = one.pageInfo.endCursor;
  }
}

describe('campaigns', () => {
  it('come the latest to open first, in pages of any size', async () => {
    // Of two that open at once the greater id comes first.
    const twins = campaignId('open') > campaignId('open too') ? ['open', 'open too'] : ['open too', 'open'];
    const all = ['soon', ...twins, 'empty', 'old and empty', 'old'];
    for (const first of [1, 2, 3, 5, 6]) expect(await walk(first)).toEqual(all);
  });

  it('begin at the beginning when "after" is empty', async () => {
    expect((await page({ first: 1, after: '' })).page?.nodes.map(({ name }) => name)).toEqual(['soon']);
  });

  it.each([
    ['SCHEDULED', ['soon']],
    ['OPEN', ['open', 'open too']],
    ['SOLD_OUT', ['empty']],
    ['CLOSED', ['old', 'old and empty']],
  ])('are filtered by %s', async (state, names) => {
    const { page: one } = await page({ state, first: 10 });
    expect(one?.nodes.map(({ name }) => name).sort()).toEqual(names);
    expect(one?.nodes.every((node) => node.state === state)).toBe(true);
  });

  it('have the same state in SQL as in the code, at every instant around their bounds', async () => {
    // One connection, so that its clock can be set.
    const database = createDatabase({ url: shop.url, connectionLimit: 1 });
    const all = await loadCampaignPage(database, { state: undefined }, 100);
    const bounds = all.flatMap(({ opensAt, closesAt }) => [opensAt, closesAt]);
    for (const readAt of bounds.flatMap((bound) => [-1, 0, 1].map((ms) => new Date(bound.getTime() + ms)))) {
      await database.run('SET timestamp = ?', [readAt.getTime() / 1_000]);
      for (const state of ['SCHEDULED', 'OPEN', 'SOLD_OUT', 'CLOSED'] as const) {
        const found = await loadCampaignPage(database, { state }, 100);
        const read = all.map((campaign) => ({ ...campaign, readAt }));
        expect(found).toEqual(read.filter((campaign) => stateOf(campaign) === state));
      }
    }
    await database.close();
  });

  it('say how many are left', async () => {
    const { page: one } = await page({ state: 'OPEN', first: 10 });
    const left = Object.fromEntries(one?.nodes.map(({ name, remaining }) => [name, remaining]) ?? []);
    expect(left).toEqual({ open: 1, 'open too': 10 });
  });

  it.each([{ first: 0 }, { first: 101 }, { after: 'x' }, { after: Buffer.from('["a","b"]').toString('base64url') }])(
    'are refused for %o',
    async (variables) => expect((await page(variables)).code).toBe('BAD_USER_INPUT'),
  );
});
