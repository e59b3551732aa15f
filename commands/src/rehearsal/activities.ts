import { randomUUID } from 'node:crypto';
import { expectSuccess, must, type Person, type TestSystem } from '@rushgraph/testkit';
import type { Activity } from './traffic.ts';

/** All five subgraphs take part in the answer. */
const EVERYTHING = `{
  me { name
    orders(first: 2) { nodes { id status lines { quantity item { name } } } }
    coupons(first: 2) { nodes { id status campaign { name } } } }
  items(first: 2) { nodes { name stock } }
  myPage { orderCount couponCount missing } }`;

interface Shoppers {
  readonly customer: Person;
  readonly admin: Person;
  readonly itemId: string;
  readonly campaignId: string;
}

type Change = (shoppers: Shoppers) => { readonly field: string; readonly by: Person; readonly input: object };

/** What is changed in each subgraph; my page has nothing that a client changes. */
const CHANGES: Readonly<Record<string, Change>> = {
  user: ({ customer }) => ({
    field: 'signUp',
    by: customer,
    input: { email: `${randomUUID()}@shop.test`, name: 'Ada', password: 'a long enough password' },
  }),
  item: ({ admin, itemId }) => ({
    field: 'restockItem',
    by: admin,
    input: { itemId, quantity: 1, idempotencyKey: randomUUID() },
  }),
  order: ({ customer, itemId }) => ({
    field: 'placeOrder',
    by: customer,
    input: { lines: [{ itemId, quantity: 1 }], idempotencyKey: randomUUID() },
  }),
  coupon: ({ customer, campaignId }) => ({ field: 'issueCoupon', by: customer, input: { campaignId } }),
};

/** What clients of the present release do all the time: they ask all subgraphs, and change something in this one. */
export async function activitiesOf(subgraph: string, system: TestSystem): Promise<Activity[]> {
  const { given } = system;
  const [customer, admin, item, campaign] = await Promise.all([
    given.customer(),
    given.admin(),
    given.item({ stock: 1_000_000 }),
    given.campaign({ quantity: 1_000_000 }),
  ]);
  const shoppers = { customer, admin, itemId: item.id, campaignId: campaign.id };
  const asked: Activity = {
    name: 'asked all subgraphs',
    run: async () => void (await must(customer.graph(EVERYTHING))),
  };
  const change = CHANGES[subgraph];
  if (change === undefined) return [asked];
  return [asked, { name: `changed something in ${subgraph}`, run: () => perform(change(shoppers)) }];
}

/** What clients of the next release do: they ask for its field. */
export function askFor(field: string, { graph }: TestSystem): Activity {
  return {
    name: `asked for ${field}`,
    run: async () => {
      const data = await must(graph<Record<string, unknown>>(`query Rehearsed { ${field} }`));
      if (data[field] !== true) throw new Error(`${field} is ${JSON.stringify(data[field])}`);
    },
  };
}

async function perform({ field, by, input }: ReturnType<Change>): Promise<void> {
  const type = `${field.slice(0, 1).toUpperCase()}${field.slice(1)}Input`;
  const mutation = `mutation ($input: ${type}!) { result: ${field}(input: $input) { __typename ... on Problem { code } } }`;
  const { result } = await must(by.graph<{ result: { __typename: string } }>(mutation, { input }));
  expectSuccess(result);
}
