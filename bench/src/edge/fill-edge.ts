import { inParallel } from '../harness/in-parallel.ts';
import type { Asking } from '../my-page/ask-shop.ts';
import { registerItem, signInAdmin, signUpCustomer } from '../my-page/sign-in.ts';
import type { Shop } from '../my-page/start-shop.ts';

const CALLERS = 8;

export interface Customers {
  /** An access token each. */
  readonly tokens: readonly string[];
  readonly itemIds: readonly string[];
}

/** Items with plenty of stock, and customers who have signed in; made through the gateway. */
export async function fillEdge(
  shop: Shop,
  asking: Asking,
  count: { readonly customers: number; readonly items: number },
): Promise<Customers> {
  const admin = await signInAdmin(shop, asking);
  const itemIds: string[] = [];
  await inParallel(CALLERS, count.items, async (index) => {
    itemIds.push(await registerItem(shop, asking, admin, index));
  });
  const tokens: string[] = [];
  await inParallel(CALLERS, count.customers, async (index) => {
    tokens.push(await signUpCustomer(shop, asking, index));
  });
  return { tokens, itemIds };
}
