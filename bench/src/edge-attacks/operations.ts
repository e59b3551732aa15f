import { type Attack, ask, operation } from './attack.ts';

const COMPLEX = [400, 'OPERATION_TOO_COMPLEX'] as const;
const INVALID = [400, 'GRAPHQL_VALIDATION_FAILED'] as const;

const times = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ');
const nest = (open: string, inner: string, close: string, count: number) =>
  open.repeat(count) + inner + close.repeat(count);
const doubling = times(12, (i) => `fragment F${i} on User { a: orders { nodes { customer { ...F${i + 1} } } } }`);
const login = 'login(input: { email: "a@shop.test", password: "a long enough password" }) { __typename }';
const lists = '{ me { orders(first: $n) { nodes { customer { orders(first: $n) { nodes { id } } } } } } }';
const rich = `me { name orders(first: 1) { nodes { lines { item { name } } customer { name } } }
  coupons { nodes { campaign { name } owner { name } } } }`;

/** Operations that are refused, or cost a plan of their own. Each is a little different from the last: nothing is remembered of it. */
export const hostileOperations: readonly Attack[] = [
  operation('fields inside each other', (i) => ({ query: `{ a${i}: me { ${deep(12)} } }` }), ...COMPLEX),
  operation('the same field, 2,500 times', (i) => ({ query: `{ a${i}: me { ${'id '.repeat(2_500)} } }` }), ...INVALID),
  operation(
    'a login, 100 times',
    (i) => ({ query: `mutation M${i} { ${times(100, (n) => `a${n}: ${login}`)} }` }),
    ...INVALID,
  ),
  operation(
    'a hundred directives',
    (i) => ({ query: `{ a${i}: me { id ${'@include(if: true) '.repeat(100)} } }` }),
    ...INVALID,
  ),
  operation(
    'fragments that double',
    (i) => ({ query: `query Q${i} { me { ...F0 } } ${doubling} fragment F12 on User { id }` }),
    ...COMPLEX,
  ),
  operation(
    'fragments in a ring',
    (i) => ({
      query: `query Q${i} { me { ...F0 } } ${times(300, (n) => `fragment F${n} on User { ...F${(n + 1) % 300} }`)}`,
    }),
    ...INVALID,
  ),
  operation(
    'variables past the price',
    (i) => ({ query: `query Q${i}($n: Int) ${lists}`, variables: { n: 1_000_000 } }),
    ...COMPLEX,
  ),
  operation(
    'more words than are read',
    (i) => ({ query: `{ a${i}: me { ${'id '.repeat(6_000)} } }` }),
    400,
    'GRAPHQL_PARSE_FAILED',
  ),
  operation(
    'a variable of 90 kB',
    (i) => ({ query: `query Q${i}($a: String) { me { id } }`, variables: { a: 'x'.repeat(90_000) } }),
    ...INVALID,
  ),
  operation(
    'a look at the schema',
    (i) => ({ query: `query Q${i} { __schema { types { name fields { name } } } }` }),
    ...INVALID,
  ),
  operation(
    'eight rich aliases, planned anew',
    (i) => ({ query: `query Q${i} { ${times(8, (n) => `a${n}x${i}: ${rich}`)} }` }),
    200,
  ),
];

function deep(count: number): string {
  return nest('orders(first: 1) { nodes { customer { ', 'id', ' } } }', count);
}

/** No two of them are the same: each is parsed, validated and planned. */
export const differentOperations = operation(
  'different operations',
  (i) => ({ query: `query Q${i} { a${i}: item(id: "${i}") { id b${i}: name price { amount } } }` }),
  200,
);

/** What needs a subgraph that stands still: answered without it, typed, whether it was waited for or not. */
export const frozenSubgraph: Attack = {
  name: 'a subgraph that stands still',
  async send(target, index) {
    const query = `query Q${index} { campaign(id: "${index}") { name } item(id: "${index}") { name } }`;
    const { status, code } = await ask(target, { query });
    return status === 200 && (code === 'SUBGRAPH_TIMEOUT' || code === 'SUBGRAPH_UNAVAILABLE');
  },
};
