import { fed2, type Row, type Topic } from '../topic.ts';

/** Prices in two currencies, and what is made of them. */
function ware(id: string, price: number, weight: number): Row {
  return {
    __typename: 'Ware',
    id,
    name: `ware ${id}`,
    weight,
    price: ({ in: currency }) => (currency === 'EUR' ? price * 2 : price),
    kind: { __typename: 'Kind', mean: ({ in: currency }) => (currency === 'EUR' ? 22 : 11) },
    freight: (_, told) => Number(told.price) * Number(told.weight),
    freightEur: (_, told) => Number(told.price) * Number(told.weight),
    isDear: (_, told) => Number(Object(told.kind).mean) > 11,
  };
}
const wares = [ware('w1', 11, 1), ware('w2', 22, 2)];
const pricing = fed2(`type Query { wares: [Ware] }
  type Ware @key(fields: "id") { id: ID!  name: String  weight: Int  price(in: String!): Int  kind: Kind }
  type Kind { mean(in: String!): Int }`);

const conflict = 'one fetch carries one value of a field, and the plan asks for "price" with one of the two arguments';

const oneValue = 'the planner takes the argument that is required for the one that was asked';

/** Fields that are made of what other subgraphs know. */
export const requires: readonly Topic[] = [
  {
    name: 'requires-with-argument',
    subgraphs: {
      pricing,
      freight: fed2(`type Ware @key(fields: "id") { id: ID!  weight: Int @external  price(in: String!): Int @external
          freight: Int @requires(fields: "price(in: \\"USD\\") weight")  kind: Kind @external
          isDear: Boolean @requires(fields: "kind { mean(in: \\"USD\\") }") }
        type Kind @external { mean(in: String!): Int }`),
    },
    roots: { wares },
    rows: wares,
    cases: [
      { query: '{ wares { id freight isDear } }' },
      { query: '{ wares { name freight price(in: "USD") } }' },
      { query: '{ wares { freight eur: price(in: "EUR") } }' },
      { query: '{ wares { freight price(in: "EUR") } }', wrongInStock: oneValue },
      {
        query: 'query ($in: String!) { wares { isDear kind { mean(in: $in) } } }',
        variables: { in: 'EUR' },
        wrongInStock: oneValue,
      },
    ],
  },
  {
    name: 'requires-with-argument-conflict',
    subgraphs: {
      pricing,
      freight: fed2(`type Ware @key(fields: "id") { id: ID!  weight: Int @external  price(in: String!): Int @external
          freight: Int @requires(fields: "price(in: \\"USD\\") weight")
          freightEur: Int @requires(fields: "price(in: \\"EUR\\") weight") }`),
    },
    roots: { wares },
    rows: wares,
    cases: [
      { query: '{ wares { name freight } }' },
      { query: '{ wares { name freightEur } }' },
      { query: '{ wares { id freight freightEur } }', decidedByPlanner: conflict },
    ],
  },
  {
    name: 'requires-requires',
    subgraphs: {
      prices: fed2('type Ware @key(fields: "id") { id: ID!  cost: Int! @inaccessible }'),
      rebates: fed2('type Query { ware: Ware }  type Ware @key(fields: "id") { id: ID!  hasRebate: Boolean! }'),
      marks:
        fed2(`type Ware @key(fields: "id") { id: ID!  cost: Int! @external  isDear: Boolean! @requires(fields: "cost")
        hasRebate: Boolean! @external  isDearYet: Boolean! @requires(fields: "hasRebate") }`),
      purses:
        fed2(`type Ware @key(fields: "id") { id: ID!  isDear: Boolean! @external  canPay: Boolean! @requires(fields: "isDear")
        isDearYet: Boolean! @external  canPayYet: Boolean! @requires(fields: "isDearYet") }`),
    },
    ...chained(),
  },
  {
    name: 'requires-circular',
    subgraphs: {
      a: fed2(`type Query { feed: [Post] }
        type Post @key(fields: "id") { id: ID!  byNovice: Boolean! @external  byExpert: Boolean! @requires(fields: "byNovice") }
        type Author @key(fields: "id") { id: ID!  name: String!  years: Int! }`),
      b: fed2(`type Post @key(fields: "id") { id: ID!  author: Author!  byNovice: Boolean! @requires(fields: "author { years }") }
        type Author @key(fields: "id") { id: ID!  years: Int! @external }`),
    },
    ...feed(),
  },
  {
    name: 'simple-requires-provides',
    subgraphs: {
      accounts: fed2(
        `type Query { me: Reader }  type Reader @key(fields: "id") { id: ID!  name: String @shareable  login: String @shareable }`,
      ),
      goods: fed2('type Query { goods: [Good] }  type Good @key(fields: "id") { id: ID!  weight: Int  price: Int }'),
      stock: fed2(`type Good @key(fields: "id") { id: ID!  weight: Int @external  price: Int @external  inStock: Boolean
        freight: Int @requires(fields: "price weight")  note: String @requires(fields: "weight") }`),
      reviews:
        fed2(`type Review @key(fields: "id") { id: ID!  body: String  author: Reader @provides(fields: "login")  good: Good }
        type Reader @key(fields: "id") { id: ID!  login: String @external  reviews: [Review] }
        type Good @key(fields: "id") { id: ID!  reviews: [Review] }`),
    },
    ...reviews(),
  },
];

function chained(): Pick<Topic, 'roots' | 'rows' | 'cases'> {
  const row: Row = {
    __typename: 'Ware',
    id: 'w1',
    cost: 900,
    hasRebate: true,
    isDear: (_, told) => Number(told.cost) > 500,
    isDearYet: (_, told) => told.hasRebate !== true,
    canPay: (_, told) => told.isDear === false,
    canPayYet: (_, told) => told.isDearYet === false,
  };
  return {
    roots: { ware: row },
    rows: [row],
    cases: [
      { query: '{ ware { canPay } }' },
      { query: '{ ware { isDear canPay } }' },
      { query: '{ ware { canPayYet isDearYet hasRebate canPay isDear id } }' },
    ],
  };
}

function feed(): Pick<Topic, 'roots' | 'rows' | 'cases'> {
  const author = (id: string, years: number): Row => ({ __typename: 'Author', id, name: `author ${id}`, years });
  const post = (id: string, by: Row): Row => ({
    __typename: 'Post',
    id,
    author: by,
    byNovice: (_, told) => Number(Object(told.author).years) < 5,
    byExpert: (_, told) => told.byNovice === false,
  });
  const authors = [author('a1', 9), author('a2', 1)];
  const posts = authors.map((one, index) => post(`p${index}`, one));
  return {
    roots: { feed: posts },
    rows: [...posts, ...authors],
    cases: [
      { query: '{ feed { byNovice } }' },
      { query: '{ feed { id author { name } byNovice } }' },
      { query: '{ feed { byExpert } }' },
    ],
  };
}

function reviews(): Pick<Topic, 'roots' | 'rows' | 'cases'> {
  const reader: Row = {
    __typename: 'Reader',
    id: 'r1',
    name: 'Ada',
    login: 'ada',
    reviews: (): readonly Row[] => [review],
  };
  const good: Row = {
    __typename: 'Good',
    id: 'g1',
    weight: 2,
    price: 30,
    inStock: true,
    reviews: (): readonly Row[] => [review],
    freight: (_, told) => Number(told.price) * Number(told.weight),
    note: (_, told) => `${told.weight} kg`,
  };
  const review: Row = { __typename: 'Review', id: 'v1', body: 'fine', author: reader, good };
  return {
    roots: { me: reader, goods: [good] },
    rows: [reader, good, review],
    cases: [
      { query: '{ goods { inStock freight note } }' },
      { query: '{ me { reviews { id author { login name } good { freight } } } }' },
      { query: '{ goods { reviews { body author { id login reviews { good { note } } } } } }' },
    ],
  };
}
