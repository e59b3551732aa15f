import { setTimeout as pause } from 'node:timers/promises';
import { inParallel } from '../harness/in-parallel.ts';
import type { Asking } from './ask-shop.ts';
import type { Shop } from './start-shop.ts';

export interface Filling {
  readonly customers: number;
  readonly orders: number;
  readonly coupons: number;
}

const SIGN_UP = `mutation ($input: SignUpInput!) { signUp(input: $input) { ... on SignUpSuccess { user { id } } } }`;
const LOGIN = `mutation ($input: LoginInput!) { login(input: $input) { ... on LoginSuccess { session { accessToken } } } }`;
const REGISTER = `mutation ($input: RegisterItemInput!) { registerItem(input: $input) { ... on RegisterItemSuccess { item { id } } } }`;
const CREATE = `mutation ($input: CreateCampaignInput!) { createCampaign(input: $input) { ... on CreateCampaignSuccess { campaign { id } } } }`;
const PLACE = `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { ... on PlaceOrderSuccess { order { id } } } }`;
const ISSUE = `mutation ($input: IssueCouponInput!) { issueCoupon(input: $input) { ... on IssueCouponSuccess { coupon { id } } } }`;
const READY = '{ myPage { orderCount couponCount missing orders { status } } }';

const CALLERS = 8;
const ITEMS = 10;
const HOUR_MS = 3_600_000;

/** Customers with settled orders of two lines and coupons, made through the gateway; answers with their tokens. */
export async function fillShop(shop: Shop, { ask }: Asking, filling: Filling): Promise<readonly string[]> {
  const logIn = async (email: string, password: string) => {
    const { login } = await ask<{ login: { session: { accessToken: string } } }>(shop.url, LOGIN, {
      input: { email, password },
    });
    return login.session.accessToken;
  };
  const admin = await logIn(shop.admin.email, shop.admin.password);
  const items: string[] = [];
  for (let index = 0; index < ITEMS; index++) {
    const input = { name: `Item ${index}`, price: { amount: 1_000 + index, currency: 'KRW' }, stock: 1_000_000 };
    const { registerItem } = await ask<{ registerItem: { item: { id: string } } }>(
      shop.url,
      REGISTER,
      { input },
      admin,
    );
    items.push(registerItem.item.id);
  }
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
    const email = `customer${customer}@shop.test`;
    const password = 'another-9sLm2!tide';
    await ask(shop.url, SIGN_UP, { input: { email, name: `Customer ${customer}`, password } });
    const token = await logIn(email, password);
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
