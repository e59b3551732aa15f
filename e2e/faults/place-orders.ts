import { setTimeout as pause } from 'node:timers/promises';
import { deriveId, type OrderId, type UserId } from '@rushgraph/contracts';
import { murmur2 } from '@rushgraph/messaging';
import type { Chance } from '@rushgraph/testkit';
import { adminViewer, expectSuccess, signed, TimeoutError, userViewer } from '@rushgraph/testkit';
import { Agent } from 'undici';
import type { Line } from '../shop/orders.ts';
import type { FaultSystem } from './fault-system.ts';

export interface Shelf {
  /** Item → pieces at the start. */
  readonly stock: ReadonlyMap<string, number>;
}

export interface Placement {
  readonly id: OrderId;
  readonly userId: UserId;
  readonly idempotencyKey: string;
  readonly lines: readonly Line[];
}

type Accepted = { readonly __typename: 'PlaceOrderSuccess'; readonly order: { readonly id: string } };

const CALLERS = 64;
const ITEMS = 20;
const USERS = 200;
const REQUEST_LIMIT_MS = 15_000;
const AGAIN_AFTER_MS = 50;
const PATIENCE_MS = 120_000;

const placeOrder = `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) {
  __typename ... on PlaceOrderSuccess { order { id } } ... on Problem { code } } }`;
const registerItem = `mutation ($input: RegisterItemInput!) { registerItem(input: $input) {
  __typename ... on RegisterItemSuccess { item { id } } } }`;

/** Fills the shelves so that towards the end the first items are sold out. */
export async function shelve({ itemUrl }: FaultSystem, orders: number): Promise<Shelf> {
  const client = new Agent();
  try {
    const stock = new Map<string, number>();
    for (let index = 0; index < ITEMS; index++) {
      // An order takes three pieces on average: with half of its share an item runs out, with double it does not.
      const pieces = Math.ceil(((orders * 3) / ITEMS) * (index < ITEMS / 2 ? 0.8 : 2));
      const input = { name: `Item ${index}`, price: { amount: 1_000 + index, currency: 'KRW' }, stock: pieces };
      type Answer = { registerItem: { __typename: 'RegisterItemSuccess'; item: { id: string } } };
      const headers = signed(adminViewer(), 'item');
      const { registerItem: result } = await ask<Answer>(client, itemUrl, headers, registerItem, { input });
      stock.set(expectSuccess(result).item.id, pieces);
    }
    return { stock };
  } finally {
    await client.close();
  }
}

/** Orders that this chance wants: one or two lines of one to three pieces. */
export function drawPlacements({ seed, random }: Chance, shelf: Shelf, count: number): Placement[] {
  const items = [...shelf.stock.keys()];
  const below = (limit: number) => Math.floor(random() * limit);
  return Array.from({ length: count }, (_, number) => {
    const userId = deriveId<UserId>('fault-user', String(below(USERS)));
    const idempotencyKey = `${seed}-${number}`;
    const first = below(items.length);
    const second = (first + 1 + below(items.length - 1)) % items.length;
    const chosen = below(2) === 0 ? [first] : [first, second];
    const lines = chosen.map((index) => ({ itemId: items[index] ?? '', quantity: 1 + below(3) }));
    return { id: deriveId<OrderId>('order', userId, idempotencyKey), userId, idempotencyKey, lines };
  });
}

/** Whether the streams engine is the first to be asked when it has half of the orders. */
export function isForStreams({ id }: Placement): boolean {
  return (murmur2(Buffer.from(id)) & 0x7fffffff) % 100 < 50;
}

/**
 * Places the orders from 64 callers at once; each caller repeats, with the same key, until its order is accepted.
 * `before` is awaited before an order is begun, and told how many have been accepted.
 */
export async function placeOrders(
  { orderUrl }: FaultSystem,
  placements: readonly Placement[],
  before: (accepted: number) => Promise<void> | void = () => undefined,
): Promise<void> {
  const client = new Agent({ connections: CALLERS });
  const waiting = placements[Symbol.iterator]();
  let accepted = 0;
  try {
    await Promise.all(
      Array.from({ length: CALLERS }, async () => {
        for (const placement of waiting) {
          await before(accepted);
          await placeAtLast(client, orderUrl, placement);
          accepted++;
        }
      }),
    );
  } finally {
    await client.destroy();
  }
}

async function placeAtLast(client: Agent, url: string, placement: Placement): Promise<void> {
  const { id, userId, lines, idempotencyKey } = placement;
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const outcome = await attempt(client, url, userId, { lines, idempotencyKey });
    if (outcome.kind === 'accepted') {
      if (outcome.id !== id) throw new Error(`Order ${id} was accepted as ${outcome.id}`);
      return;
    }
    if (performance.now() > until) throw new TimeoutError(`Order ${id} was not accepted`, { cause: outcome.cause });
    await pause(AGAIN_AFTER_MS);
  }
}

type Outcome =
  | { readonly kind: 'accepted'; readonly id: string }
  | { readonly kind: 'unknown'; readonly cause: unknown };

async function attempt(client: Agent, url: string, userId: UserId, input: object): Promise<Outcome> {
  try {
    const headers = signed(userViewer(userId), 'order');
    const { placeOrder: result } = await ask<{ placeOrder: Accepted }>(client, url, headers, placeOrder, { input });
    return { kind: 'accepted', id: expectSuccess(result).order.id };
  } catch (cause) {
    return { kind: 'unknown', cause };
  }
}

async function ask<T>(
  client: Agent,
  url: string,
  headers: Record<string, string>,
  query: string,
  variables: object,
): Promise<T> {
  const { origin, pathname } = new URL(url);
  const { statusCode, body } = await client.request({
    origin,
    path: pathname,
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(REQUEST_LIMIT_MS),
  });
  const answer: { data?: T | null; errors?: unknown } = JSON.parse(await body.text());
  if (statusCode !== 200 || answer.errors !== undefined || !answer.data)
    throw new Error(`The service answered ${statusCode}: ${JSON.stringify(answer)}`);
  return answer.data;
}
