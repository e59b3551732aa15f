/** A request that means harm, and what it gets: an HTTP status and the code of the first error, or null for none. */
export interface HostileDocument {
  readonly name: string;
  readonly body: unknown;
  readonly status: number;
  readonly code: string | null;
}

const complex = { status: 400, code: 'OPERATION_TOO_COMPLEX' } as const;
const invalid = { status: 400, code: 'GRAPHQL_VALIDATION_FAILED' } as const;
const unread = { status: 400, code: 'GRAPHQL_PARSE_FAILED' } as const;
const bad = { status: 400, code: 'BAD_USER_INPUT' } as const;
const fine = { status: 200, code: null } as const;

const times = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => part(i)).join(' ');
const nest = (open: string, inner: string, close: string, count: number) =>
  open.repeat(count) + inner + close.repeat(count);
const similar = (depth: number) => `{ list(first: $n) ${nest('{ similar(first: $n) ', '{ id }', ' }', depth)} }`;
const doubling = times(12, (i) => `fragment F${i} on User { a: friend { ...F${i + 1} } b: friend { ...F${i + 1} } }`);

const documents: readonly (readonly [string, string, { readonly status: number; readonly code: string | null }])[] = [
  ['fields inside each other', `{ me ${nest('{ friend ', '{ id }', '}', 25)} }`, complex],
  ['fragments inside each other', `{ ${nest('... { ', 'refuse', '}', 1_600)} }`, complex],
  ['lists inside each other', `{ sorted(by: ${nest('[', '', ']', 2_400)}) }`, complex],
  ['objects inside each other', `{ sorted(by: ${nest('{ by: ', '1', '}', 1_000)}) }`, complex],
  ['types inside each other', `query ($a: ${nest('[', 'Int', ']', 2_400)}) { refuse }`, complex],
  ['brackets that never close', '{'.repeat(4_000), complex],
  ['the same field, often', `{ me { ${'id '.repeat(2_500)} } }`, invalid],
  ['a login, a hundred times', `mutation { ${times(100, (i) => `a${i}: login`)} }`, invalid],
  ['a purchase, thirty times', `mutation { ${times(30, (i) => `a${i}: buy`)} }`, complex],
  ['a lookup, thirty times', `{ ${times(30, (i) => `a${i}: refuse`)} }`, complex],
  ['a field under sixty names', `{ me { ${times(60, (i) => `a${i}: name`)} } }`, complex],
  [
    'names from a fragment',
    `{ me { ${'...F '.repeat(8)} } } fragment F on User { ${times(9, (i) => `a${i}: id`)} }`,
    complex,
  ],
  ['conditions on sixty fragments', `{ ${times(60, () => '... @include(if: true) { refuse }')} }`, complex],
  ['a hundred directives on one field', `{ refuse ${'@include(if: true) '.repeat(100)} }`, invalid],
  ['unknown directives', `{ refuse ${times(100, (i) => `@d${i}`)} }`, invalid],
  ['fragments that double', `{ me { ...F0 } } ${doubling} fragment F12 on User { id }`, complex],
  ['a fragment of itself', '{ me { ...F } } fragment F on User { id ...F }', invalid],
  ['fragments of each other', '{ me { ...F } } fragment F on User { ...G } fragment G on User { ...F }', invalid],
  [
    'a long ring of fragments',
    `{ me { ...F0 } } ${times(300, (i) => `fragment F${i} on User { ...F${(i + 1) % 300} }`)}`,
    invalid,
  ],
  ['more words than are read', `{ ${'refuse '.repeat(6_000)} }`, unread],
  ['lists of lists of lists', similar(2).replaceAll('$n', '100'), complex],
  ['a price that only its own default tells', `query ($n: Int = 100) ${similar(2)}`, complex],
  ['a list of minus one', '{ list(first: -1) { id } }', { status: 200, code: 'BAD_USER_INPUT' }],
  ['a list of too many', '{ list(first: 1000000) { id } }', { status: 200, code: 'BAD_USER_INPUT' }],
  ['a number that is none', '{ list(first: 99999999999999999999) { id } }', invalid],
  ['a look at the schema', '{ __schema { types { name } } }', invalid],
  ['a look at one type', '{ __type(name: "User") { fields { name } } }', invalid],
  ['a field that is not there', '{ passwords }', invalid],
  ['an argument that is not there', '{ refuse(all: true) }', invalid],
  ['a deferred part', '{ me { ... @defer { name } } }', invalid],
  ['a subscription of nothing', 'subscription { orders { id } }', invalid],
  ['a subscription that wants one answer', 'subscription { parcelMoved(id: "1") { id } }', bad],
  ['a definition of types', 'type Query { a: Int }', invalid],
  ['a name of prototypes', '{ me { __proto__: name } }', invalid],
  ['a name of types', '{ me { __typename: name } }', invalid],
  [
    'names that objects inherit',
    '{ ...constructor toString: refuse } fragment constructor on Query { valueOf: refuse }',
    fine,
  ],
  ['nothing', ' ', unread],
  ['a remark', '# nothing', unread],
  ['a text without end', '{ refuse(a: "', unread],
  ['a zero byte', '{ refuse \u0000 }', unread],
  ['half a character', '{ refuse \ud800 }', unread],
];

const bodies: readonly (readonly [string, unknown, { readonly status: number; readonly code: string | null }])[] = [
  ['a list of operations', [{ query: '{ refuse }' }, { query: '{ refuse }' }], bad],
  ['a number for a query', { query: 1 }, bad],
  ['an object for a query', { query: { kind: 'Document' } }, bad],
  ['no query', { variables: {} }, bad],
  ['a number for a name', { query: '{ refuse }', operationName: 7 }, bad],
  ['an inherited name', { query: '{ refuse }', operationName: 'constructor' }, bad],
  ['a text for variables', { query: '{ refuse }', variables: '{}' }, bad],
  ['a list for variables', { query: '{ refuse }', variables: [] }, bad],
  ['a list for extensions', { query: '{ refuse }', extensions: [] }, bad],
  [
    'another hash',
    { query: '{ refuse }', extensions: { persistedQuery: { version: 1, sha256Hash: 'constructor' } } },
    bad,
  ],
  ['variables past the price', { query: `query ($n: Int) ${similar(2)}`, variables: { n: 100 } }, complex],
  ['enormous variables', { query: `query ($n: Int) ${similar(2)}`, variables: { n: 1e9 } }, complex],
  ['a variable of no type', { query: 'query ($n: Int) { list(first: $n) { id } }', variables: { n: 1e300 } }, bad],
  [
    'a null for a default',
    { query: 'query ($d: Direction) { sorted(by: { field: "a", direction: $d }) }', variables: { d: null } },
    bad,
  ],
  ['variables inside each other', `{"query":"{ refuse }","variables":{"a":${nest('[', '', ']', 5_000)}}}`, fine],
];

export const hostileDocuments: readonly HostileDocument[] = [
  ...documents.map(([name, query, expected]) => ({ name, body: { query }, ...expected })),
  ...bodies.map(([name, body, expected]) => ({ name, body, ...expected })),
];
