/** What the contestants are asked, by size. */
export interface BenchOperation {
  readonly name: string;
  readonly query: string;
  /** Subgraph calls that the stock executor makes for it. */
  readonly fetches: number;
}

const LINES = 'nodes { id title status lines { quantity item { id name price { amount currency } stock createdAt } } }';
/** 14 pages of 10 orders of 3 lines: some 87 kB. */
const PAGES = Array.from({ length: 14 }, (_, index) => `page${index}: orders(first: ${10 + index}) { ${LINES} }`).join(
  ' ',
);

export const operations: readonly BenchOperation[] = [
  { name: '__typename', fetches: 0, query: '{ __typename }' },
  { name: 'one row', fetches: 1, query: '{ items(first: 1) { nodes { id name } } }' },
  { name: 'small', fetches: 2, query: '{ user(id: "1") { id name email } items(first: 3) { nodes { id name } } }' },
  { name: 'large', fetches: 16, query: `{ user(id: "1") { id name } me { ${PAGES} } }` },
  {
    name: 'joined',
    fetches: 6,
    query: `{ me { name orders(first: 5) { nodes { lines { item { name price { amount } } quantity } } }
      coupons { nodes { campaign { name } } } } }`,
  },
];
