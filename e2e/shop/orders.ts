import { eventually, expectSuccess, must, type Person } from '@rushgraph/testkit';

export interface Line {
  readonly itemId: string;
  readonly quantity: number;
}

export interface ShownOrder {
  readonly id: string;
  readonly status: 'PENDING' | 'CONFIRMED' | 'REJECTED' | 'CANCELLED';
  readonly title: string | null;
  readonly total: { readonly amount: number; readonly currency: string } | null;
  readonly lines: readonly {
    readonly itemName: string | null;
    readonly quantity: number;
    readonly unitPrice: { readonly amount: number } | null;
  }[];
  readonly rejection: { readonly reason: string; readonly items: readonly { readonly id: string }[] | null } | null;
}

export type PlaceOrderResult =
  | { readonly __typename: 'PlaceOrderSuccess'; readonly order: ShownOrder }
  | { readonly __typename: 'IdempotencyKeyReusedProblem'; readonly code: string }
  | {
      readonly __typename: 'InvalidInputProblem';
      readonly code: string;
      readonly fields: readonly { readonly path: string }[];
    };

export type CancelOrderResult =
  | { readonly __typename: 'CancelOrderSuccess'; readonly order: ShownOrder }
  | { readonly __typename: 'OrderNotFoundProblem'; readonly code: string }
  | { readonly __typename: 'OrderNotCancellableProblem'; readonly code: string; readonly status: string };

const fields = `id status title total { amount currency }
  lines { itemName quantity unitPrice { amount } } rejection { reason items { id } }`;
export const placeOrderMutation = `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) {
  __typename ... on PlaceOrderSuccess { order { ${fields} } } ... on Problem { code }
  ... on InvalidInputProblem { fields { path } } } }`;
const cancelOrderMutation = `mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) {
  __typename ... on CancelOrderSuccess { order { ${fields} } } ... on Problem { code }
  ... on OrderNotCancellableProblem { status } } }`;
const orderQuery = `query ($id: ID!) { order(id: $id) { ${fields} } }`;

export async function placeOrder(person: Person, lines: readonly Line[], idempotencyKey: string) {
  const input = { lines, idempotencyKey };
  return (await must(person.graph<{ placeOrder: PlaceOrderResult }>(placeOrderMutation, { input }))).placeOrder;
}

export async function cancelOrder(person: Person, orderId: string, idempotencyKey: string) {
  const input = { orderId, idempotencyKey };
  return (await must(person.graph<{ cancelOrder: CancelOrderResult }>(cancelOrderMutation, { input }))).cancelOrder;
}

/** The order as this person sees it; null when they may not. */
export async function showOrder(person: Person, id: string): Promise<ShownOrder | null> {
  return (await must(person.graph<{ order: ShownOrder | null }>(orderQuery, { id }))).order;
}

/** Waits until the order is no longer PENDING. */
export async function settledOrder(person: Person, id: string, timeoutMs = 15_000): Promise<ShownOrder> {
  return eventually(
    async () => {
      const order = await showOrder(person, id);
      if (order === null || order.status === 'PENDING')
        throw new Error(`Order ${id} is ${order?.status ?? 'not there'}`);
      return order;
    },
    { timeoutMs },
  );
}

/** Places an order and waits for its end. */
export async function orderOf(person: Person, lines: readonly Line[], key: string): Promise<ShownOrder> {
  const { order } = expectSuccess(await placeOrder(person, lines, key));
  return settledOrder(person, order.id);
}

/** What the catalogue says is left. */
export async function stockOf(person: Person, itemId: string): Promise<number> {
  const query = 'query ($id: ID!) { item(id: $id) { stock } }';
  const { item } = await must(person.graph<{ item: { stock: number } | null }>(query, { id: itemId }));
  if (item === null) throw new Error(`Item ${itemId} is not there`);
  return item.stock;
}
