import { setTimeout as pause } from 'node:timers/promises';
import { inParallel } from '../harness/in-parallel.ts';
import type { Asking } from './ask-shop.ts';
import { registerItem, signInAdmin, signUpCustomer } from './sign-in.ts';
import type { Shop } from './start-shop.ts';

export interface Filling {
  readonly customers: number;
  readonly orders: number;
  readonly coupons: number;
}

const CREATE = `mutation ($input: CreateCampaignInput!) { createCampaign(input: $input) { ... on CreateCampaignSuccess { campaign { id } } } }`;
const PLACE = `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { ... on PlaceOrderSuccess { order { id } } } }`;
const ISSUE = `mutation ($input: IssueCouponInput!) { issueCoupon(input: $input) { ... on IssueCouponSuccess { coupon { id } } } }`;
const READY = '{ myPage { orderCount couponCount missing orders { status } } }';

const CALLERS = 8;
const ITEMS = 10;
const HOUR_MS = 3_600_000;

/** Customers with settled orders of two lines and coupons, made through the gateway; answers with their tokens. */
export async function fillShop(shop: Shop, asking: Asking, filling: Filling): Promise<readonly string[]> {
  const { ask } = asking;
  const admin = await signInAdmin(shop, asking);
  const items: string[] = [];
  for (let index = 0; index < ITEMS; index++) items.push(await registerItem(shop, asking, admin, index));
  const campaigns: string[] = [];
  const [opensAt, closesAt] = [-HOUR_MS, HOUR_MS].map((offset) => new Date(Date.now() + offset).toISOString());
  for (let index = 0; index < filling.coupons; index++) {
    const discount = { amount: 500, currency: 'KRW' };
    const input = { name: `Campaign ${index}`, discount, mode: 'DIRECT', quantity: 1_000_000, opensAt, closesAt };
    const { createCampaign } = await ask<{ createCampaign: { campaign: { id: string } } }>(
      shop.url,
      CREATE,
      { input },
      admin,
    );
    campaigns.push(createCampaign.campaign.id);
  }
  const tokens: string[] = [];
  await inParallel(CALLERS, filling.customers, async (customer) => {
    const token = await signUpCustomer(shop, asking, customer);
    for (let order = 0; order < filling.orders; order++) {
      const lines = [order, order + 1].map((item) => ({ itemId: items[item % ITEMS], quantity: 1 }));
      await ask(shop.url, PLACE, { input: { lines, idempotencyKey: `order-${order}` } }, token);
    }
    for (const campaignId of campaigns) await ask(shop.url, ISSUE, { input: { campaignId } }, token);
    tokens.push(token);
  });
  for (const token of tokens) await untilReady(token);
  return tokens;

  /** The page has everything, and nothing of it is pending. */
  async function untilReady(token: string): Promise<void> {
    for (;;) {
      type Page = { orderCount: number | null; couponCount: number | null; orders: { status: string }[] | null };
      const { myPage } = await ask<{ myPage: Page }>(shop.url, READY, {}, token);
      const isSettled = myPage.orders?.every(({ status }) => status === 'CONFIRMED') === true;
      if (isSettled && myPage.orderCount === filling.orders && myPage.couponCount === filling.coupons) return;
      await pause(100);
    }
  }
}
