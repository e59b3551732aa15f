import { inParallel } from '../harness/in-parallel.ts';
import type { Asking } from '../my-page/ask-shop.ts';
import type { Shop } from '../my-page/start-shop.ts';

const SIGN_UP = `mutation ($input: SignUpInput!) { signUp(input: $input) { ... on SignUpSuccess { user { id } } } }`;
const LOGIN = `mutation ($input: LoginInput!) { login(input: $input) { ... on LoginSuccess { session { accessToken } } } }`;
const REGISTER = `mutation ($input: RegisterItemInput!) { registerItem(input: $input) { ... on RegisterItemSuccess { item { id } } } }`;
const PASSWORD = 'another-9sLm2!tide';
const CALLERS = 8;
const STOCK = 1_000_000;

export interface Customers {
  /** An access token each. */
  readonly tokens: readonly string[];
  readonly itemIds: readonly string[];
}

/** Items with plenty of stock, and customers who have signed in; made through the gateway. */
export async function fillEdge(shop: Shop, { ask }: Asking, count: { customers: number; items: number }) {
  async function logIn(email: string, password: string): Promise<string> {
    type Answer = { login: { session: { accessToken: string } } };
    const { login } = await ask<Answer>(shop.url, LOGIN, { input: { email, password } });
    return login.session.accessToken;
  }
  const admin = await logIn(shop.admin.email, shop.admin.password);
  const itemIds: string[] = [];
  await inParallel(CALLERS, count.items, async (index) => {
    const input = { name: `Item ${index}`, price: { amount: 1_000 + index, currency: 'KRW' }, stock: STOCK };
    type Answer = { registerItem: { item: { id: string } } };
    const { registerItem } = await ask<Answer>(shop.url, REGISTER, { input }, admin);
    itemIds.push(registerItem.item.id);
  });
  const tokens: string[] = [];
  await inParallel(CALLERS, count.customers, async (index) => {
    const email = `customer${index}@shop.test`;
    await ask(shop.url, SIGN_UP, { input: { email, name: `Customer ${index}`, password: PASSWORD } });
    tokens.push(await logIn(email, PASSWORD));
  });
  return { tokens, itemIds };
}
