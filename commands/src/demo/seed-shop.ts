import { z } from 'zod';
import { createGraphClient, type GraphClient } from '../shop/graph-client.ts';
import { type Credentials, signIn } from '../shop/sign-in.ts';
import { demoItems } from './catalogue.ts';
import { demoCustomers } from './people.ts';

export interface SeedOptions {
  readonly url: string;
  readonly admin: Credentials;
  readonly customerPassword: string;
  /** Of the shop; amounts are the same whole minor units in any. */
  readonly currency: string;
  readonly now: Date;
  readonly say: (line: string) => void;
}

const SEED = 20_260_101;
const ITEMS = 200;
const CUSTOMERS = 50;
const AT_ONCE = 8;
const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

const named = z.object({
  nodes: z.array(z.object({ name: z.string() })),
  pageInfo: z.object({ endCursor: z.string().nullable(), hasNextPage: z.boolean() }),
});
const outcome = z.object({ result: z.object({ code: z.string().optional(), message: z.string().optional() }) });

/** Fills the shop through its public API. What is already there is left alone, so an interrupted run is completed. */
export async function seedShop({ url, admin, customerPassword, currency, now, say }: SeedOptions): Promise<void> {
  const client = createGraphClient(url);
  const signingIn = await signIn(client, admin);
  if ('refusal' in signingIn)
    throw new Error(
      `${admin.email} cannot sign in with the password that was given; it keeps the one that it had when the shop was first started.`,
    );
  const { token } = signingIn;
  const items = await missingItems(client);
  if (items.length > 0) say(`adding ${items.length} items`);
  await inParallel(items, async ({ name, price, stock }) => {
    const input = { name, stock, price: { amount: price, currency } };
    await mutate(client, 'registerItem', 'RegisterItemInput', input, token);
  });
  for (const input of await missingCampaigns(client, currency, now)) {
    await mutate(client, 'createCampaign', 'CreateCampaignInput', input, token);
  }
  const customers = demoCustomers(CUSTOMERS, SEED);
  const last = customers.at(-1);
  // Customers are added in order, so the last one stands for all of them.
  if (last === undefined) return;
  if ('token' in (await signIn(client, { email: last.email, password: customerPassword }))) return;
  say(`adding ${customers.length} customers`);
  await inParallel(customers.slice(0, -1), (customer) => signUp(client, customer, customerPassword));
  await signUp(client, last, customerPassword);
}

async function missingItems(client: GraphClient) {
  const present = new Set<string>();
  let after: string | null = null;
  do {
    const query =
      'query ($after: String) { items(first: 100, after: $after, orderBy: { field: CREATED_AT, direction: ASC }) { nodes { name } pageInfo { endCursor hasNextPage } } }';
    const page: z.infer<typeof named> = (await client.execute(z.object({ items: named }), query, { after })).items;
    for (const { name } of page.nodes) present.add(name);
    after = page.pageInfo.hasNextPage && present.size < 2 * ITEMS ? page.pageInfo.endCursor : null;
  } while (after !== null);
  return demoItems(ITEMS, SEED).filter(({ name }) => !present.has(name));
}

async function missingCampaigns(client: GraphClient, currency: string, now: Date) {
  const query = '{ campaigns(first: 100) { nodes { name } pageInfo { endCursor hasNextPage } } }';
  const { campaigns } = await client.execute(z.object({ campaigns: named }), query);
  const present = new Set(campaigns.nodes.map(({ name }) => name));
  const span = { opensAt: now.toISOString(), closesAt: new Date(now.getTime() + 4 * WEEK_MS).toISOString() };
  return [
    {
      name: 'Welcome: 5,000 off',
      discount: { amount: 5_000, currency },
      mode: 'DIRECT',
      quantity: 10_000,
      ...span,
    },
    {
      name: 'Flash Friday: 20,000 off',
      discount: { amount: 20_000, currency },
      mode: 'DIRECT',
      quantity: 100,
      ...span,
    },
    {
      name: 'Rush hour: 30,000 off',
      discount: { amount: 30_000, currency: 'KRW' },
      mode: 'QUEUED',
      quantity: 1_000,
      ...span,
    },
  ].filter(({ name }) => !present.has(name));
}

async function signUp(client: GraphClient, customer: { email: string; name: string }, password: string): Promise<void> {
  await mutate(client, 'signUp', 'SignUpInput', { ...customer, password }, undefined, ['EMAIL_TAKEN']);
}

async function mutate(
  client: GraphClient,
  field: string,
  type: string,
  input: unknown,
  token?: string,
  fine: readonly string[] = [],
) {
  const query = `mutation ($input: ${type}!) { result: ${field}(input: $input) { ... on Problem { code message } } }`;
  const { result } = await client.execute(outcome, query, { input }, token);
  if (result.code !== undefined && !fine.includes(result.code))
    throw new Error(`Demo data: ${field} answered ${result.code}: ${result.message ?? ''}`);
}

async function inParallel<T>(values: readonly T[], work: (value: T) => Promise<void>): Promise<void> {
  const queue = values[Symbol.iterator]();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const value of queue) await work(value);
    }),
  );
}
