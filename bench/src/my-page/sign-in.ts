import type { Asking } from './ask-shop.ts';
import type { Shop } from './start-shop.ts';

const SIGN_UP = `mutation ($input: SignUpInput!) { signUp(input: $input) { ... on SignUpSuccess { user { id } } } }`;
const LOGIN = `mutation ($input: LoginInput!) { login(input: $input) { ... on LoginSuccess { session { accessToken } } } }`;
const REGISTER = `mutation ($input: RegisterItemInput!) { registerItem(input: $input) { ... on RegisterItemSuccess { item { id } } } }`;
const PASSWORD = 'another-9sLm2!tide';
const STOCK = 1_000_000;

/** Answers with the access token of somebody who has an account. */
async function logIn({ url }: Shop, { ask }: Asking, email: string, password: string): Promise<string> {
  type Answer = { login: { session: { accessToken: string } } };
  const { login } = await ask<Answer>(url, LOGIN, { input: { email, password } });
  return login.session.accessToken;
}

/** Answers with the access token of the shop's administrator. */
export function signInAdmin(shop: Shop, asking: Asking): Promise<string> {
  return logIn(shop, asking, shop.admin.email, shop.admin.password);
}

/** Makes the n-th customer; answers with their access token. */
export async function signUpCustomer(shop: Shop, asking: Asking, index: number): Promise<string> {
  const email = `customer${index}@shop.test`;
  await asking.ask(shop.url, SIGN_UP, { input: { email, name: `Customer ${index}`, password: PASSWORD } });
  return logIn(shop, asking, email, PASSWORD);
}

/** Makes the n-th item, with plenty of stock; answers with its id. */
export async function registerItem(shop: Shop, { ask }: Asking, admin: string, index: number): Promise<string> {
  const input = { name: `Item ${index}`, price: { amount: 1_000 + index, currency: 'KRW' }, stock: STOCK };
  type Answer = { registerItem: { item: { id: string } } };
  const { registerItem: made } = await ask<Answer>(shop.url, REGISTER, { input }, admin);
  return made.item.id;
}
