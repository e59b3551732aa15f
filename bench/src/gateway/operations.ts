/** What the contestants are asked, by size. */
export interface BenchOperation {
  readonly name: string;
  readonly query: string;
  /** Subgraph calls that the stock executor makes for it. */
  readonly fetches: number;
  /** Values that are others in each request, so that no two requests are alike. */
  readonly variables: (request: number) => Readonly<Record<string, unknown>>;
}

const LINES = 'nodes { id title status lines { quantity item { id name price { amount currency } stock createdAt } } }';
/** 14 pages of 10 orders of 3 lines: some 87 kB. */
const PAGES = Array.from(
  { length: 14 },
  (_, index) => `page${index}: orders(first: ${10 + index}, after: $after) { ${LINES} }`,
).join(' ');

export const operations: readonly BenchOperation[] = [
  { name: '__typename', fetches: 0, query: '{ __typename }', variables: () => ({}) },
  {
    name: 'one row',
    fetches: 1,
    query: 'query ($text: String) { items(first: 1, filter: { nameContains: $text }) { nodes { id name } } }',
    variables: (request) => ({ text: `row ${request}` }),
  },
  {
    name: 'small',
    fetches: 2,
    query: `query ($id: ID!, $text: String) {
      user(id: $id) { id name email } items(first: 3, filter: { nameContains: $text }) { nodes { id name } } }`,
    variables: (request) => ({ id: String(request), text: `row ${request}` }),
  },
  {
    name: 'large',
    fetches: 16,
    query: `query ($id: ID!, $after: String) { user(id: $id) { id name } me { ${PAGES} } }`,
    variables: (request) => ({ id: String(request), after: `page ${request}` }),
  },
  {
    name: 'joined',
    fetches: 6,
    query: `query ($after: String) { me { name
      orders(first: 5, after: $after) { nodes { lines { item { name price { amount } } quantity } } }
      coupons(after: $after) { nodes { campaign { name } } } } }`,
    variables: (request) => ({ after: `page ${request}` }),
  },
];
