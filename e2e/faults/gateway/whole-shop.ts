import type { GatewayResult, Person } from '@rushgraph/testkit';

export const subgraphs = ['user', 'item', 'order', 'coupon', 'mypage'] as const;
export type Subgraph = (typeof subgraphs)[number];

/** What one query over all five subgraphs gives a customer with one order. */
export interface Whole {
  readonly me: {
    readonly name: string;
    readonly orders: {
      readonly nodes: readonly { readonly lines: readonly { readonly item: object | null }[] }[];
    } | null;
    readonly coupons: object | null;
  } | null;
  readonly item: object | null;
  readonly myPage: object | null;
}

/**
 * The parts of such a query. Every leaf has a name of its own by `n`, so that no two of them ask a subgraph the same, and
 * each is a call of its own.
 */
function partsOf(n: number) {
  const leaf = (name: string) => `${name}_${n}: ${name}`;
  return {
    name: leaf('name'),
    orders: `orders(first: 1) { nodes { ${leaf('status')} lines { item { ${leaf('name')} } } } }`,
    coupons: `coupons { nodes { ${leaf('id')} } }`,
    item: `item(id: $id) { ${leaf('name')} }`,
    myPage: `myPage { ${leaf('orderCount')} ${leaf('missing')} ${leaf('composed')} }`,
  };
}

/** The answer with the names of the schema. */
async function unaliased<T>(answer: Promise<GatewayResult<T>>, n: number): Promise<GatewayResult<T>> {
  const { data, ...rest } = await answer;
  return { ...rest, data: JSON.parse(JSON.stringify(data).replaceAll(`_${n}"`, '"')) };
}

export function askWhole(person: Person, itemId: string, n = 0): Promise<GatewayResult<Whole>> {
  const { name, orders, coupons, item, myPage } = partsOf(n);
  const query = `query Whole($id: ID!) { me { ${name} ${orders} ${coupons} } ${item} ${myPage} }`;
  return unaliased(person.graph<Whole>(query, { id: itemId }), n);
}

/** What is left of it while one subgraph is away. A customer without a name is none, as the contract has it. */
export function withoutPart(whole: Whole, away: Subgraph): Whole {
  const { me } = whole;
  if (me === null) throw new Error('There is nobody');
  switch (away) {
    case 'user':
      return { ...whole, me: null };
    case 'item': {
      const nodes = me.orders?.nodes.map((node) => ({ ...node, lines: node.lines.map(() => ({ item: null })) })) ?? [];
      return { ...whole, me: { ...me, orders: { nodes } }, item: null };
    }
    case 'order':
      return { ...whole, me: { ...me, orders: null } };
    case 'coupon':
      return { ...whole, me: { ...me, coupons: null } };
    case 'mypage':
      return { ...whole, myPage: null };
  }
}

/** An operation that has no use for one subgraph. */
export function askOthers(person: Person, itemId: string, away: Subgraph, n: number): Promise<GatewayResult<object>> {
  const { name, orders, coupons, item, myPage } = partsOf(n);
  const customer = {
    user: `me { ${orders} ${coupons} }`,
    item: `me { ${name} ${coupons} }`,
    order: `me { ${name} ${coupons} }`,
    coupon: `me { ${name} ${orders} }`,
    mypage: `me { ${name} ${orders} ${coupons} }`,
  }[away];
  const parts = [customer, ...(away === 'item' ? [] : [item]), ...(away === 'mypage' ? [] : [myPage])];
  const variables = away === 'item' ? '' : '($id: ID!)';
  return person.graph(`query Others${variables} { ${parts.join(' ')} }`, away === 'item' ? {} : { id: itemId });
}
