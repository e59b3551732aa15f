import { fed2, type Row, type Topic } from '../topic.ts';

const warm: Row = { __typename: 'Oven', id: 'o1', name: 'Oven', warranty: 2, watts: 900 };
const toast: Row = { __typename: 'Toaster', id: 't1', name: 'Toaster', warranty: null, watts: 40 };
const appliances = [warm, toast];
const book: Row = { __typename: 'Book', id: 'b1', title: 'Dune', price: 5, pages: 600 };
const film: Row = { __typename: 'Film', id: 'f1', title: 'Alien', price: 8, minutes: 117 };
const twin: Row = { __typename: 'Book', id: 'b2', title: 'Emma', price: 5, pages: 400, alike: book };
const admin: Row = { __typename: 'Admin', id: 'u2', name: 'Root' };
const user: Row = { __typename: 'User', id: 'u1', name: 'Ada', similar: [admin] };

/** Interfaces and unions whose members are spread over subgraphs. */
export const abstractTypes: readonly Topic[] = [
  {
    name: 'abstract-types',
    subgraphs: {
      goods: fed2(`type Query { goods: [Good!]!  one(id: ID!): Good }  interface Good { id: ID! }
        type Book implements Good @key(fields: "id") { id: ID!  pages: Int }
        type Film implements Good @key(fields: "id") { id: ID!  minutes: Int }`),
      titles: fed2(`interface Titled { title: String }
        type Book implements Titled @key(fields: "id") { id: ID!  title: String }
        type Film implements Titled @key(fields: "id") { id: ID!  title: String }`),
      prices: fed2(`type Book @key(fields: "id") { id: ID!  price: Int }
        type Film @key(fields: "id") { id: ID!  price: Int }`),
    },
    roots: { goods: [book, film], one: ({ id }) => [book, film].find((good) => good.id === id) ?? null },
    rows: [book, film],
    cases: [
      {
        query: '{ goods { __typename id ... on Titled { title } ... on Book { pages price } ... on Film { price } } }',
      },
      { query: '{ goods { ... on Film { minutes title } } }' },
      {
        query: `query ($id: ID!) { one(id: $id) { ...part } none: one(id: "x") { ...part } }
          fragment part on Good { id ... on Titled { title ... on Book { price } } }`,
        variables: { id: 'b1' },
      },
    ],
  },
  {
    name: 'union-intersection',
    subgraphs: {
      a: fed2(`type Query { media: Media @shareable  inA: Media }  union Media = Book | Song
        type Book { title: String @shareable }  type Song { title: String @shareable  seconds: Int }`),
      b: fed2(`type Query { media: Media @shareable  inB: Media }  union Media = Book | Film
        type Book { title: String @shareable }  type Film { title: String @shareable  minutes: Int }`),
    },
    roots: { media: book, inA: { __typename: 'Song', title: 'Help', seconds: 139 }, inB: film },
    cases: [
      { query: '{ media { __typename ... on Book { title } ... on Film { minutes } ... on Song { seconds } } }' },
      {
        query: '{ inA { ... on Song { title seconds } ... on Film { title } } inB { ... on Film { title minutes } } }',
      },
      { query: '{ inB { ... on Song { title } } inA { __typename ... on Book { title } } }' },
    ],
  },
  {
    name: 'union-interface-distributed',
    subgraphs: {
      a: fed2(`type Query { products: [Product]  nodes: [Node]  toasters: [Toaster] }
        union Product = Oven | Toaster  interface Node { id: ID! }  interface Guaranteed { warranty: Int }
        type Oven @key(fields: "id") { id: ID! }
        type Toaster implements Node & Guaranteed @key(fields: "id") { id: ID!  warranty: Int }`),
      b: fed2(`interface Node { id: ID! }  interface Guaranteed { warranty: Int }
        type Oven implements Node & Guaranteed @key(fields: "id") { id: ID!  warranty: Int }`),
    },
    roots: { products: appliances, nodes: [toast, null], toasters: [toast] },
    rows: appliances,
    cases: [
      { query: '{ products { ... on Node { id } ... on Guaranteed { warranty } } }' },
      {
        query:
          '{ nodes { id ... on Oven { warranty } ... on Toaster { warranty } } toasters { ... on Guaranteed { warranty } } }',
      },
      { query: '{ products { ... on Guaranteed { ... on Oven { id warranty } } } }' },
    ],
  },
  {
    name: 'partial-union',
    subgraphs: {
      whole: fed2(`type Query { shelf: Shelf }  type Shelf @shareable { media: [Media!]!  label: String }
        union Media = Book | Film | Song  type Book @shareable { title: String }  type Film { minutes: Int }  type Song { seconds: Int }`),
      part: fed2(`type Shelf @shareable { media: [Media!]!  label: String }  union Media = Book
        type Book @shareable { title: String }`),
    },
    roots: { shelf: { __typename: 'Shelf', label: 'new', media: [book, film, { __typename: 'Song', seconds: 139 }] } },
    cases: [
      {
        query:
          '{ shelf { label media { __typename ... on Book { title } ... on Film { minutes } ... on Song { seconds } } } }',
      },
      { query: '{ shelf { media { ... on Film { minutes } } } }' },
    ],
  },
  {
    name: 'partial-union-complex',
    subgraphs: {
      a: fed2(`type Query { rootA: Box  shared: Box @shareable }
        type Box @key(fields: "id") { id: ID!  wrap: Wrap @shareable }
        type Wrap @shareable { media: [Media!]! }  union Media = Book | Film
        type Book @shareable { title: String }  type Film { minutes: Int }`),
      b: fed2(`type Query { rootB: Box  shared: Box @shareable }
        type Box @key(fields: "id") { id: ID!  wrap: Wrap @shareable  other: Wrap }
        type Wrap @shareable { media: [Media!]! }  union Media = Book | Song
        type Book @shareable { title: String }  type Song { seconds: Int }`),
    },
    ...boxes(),
  },
  {
    name: 'child-type-mismatch',
    subgraphs: {
      a: fed2('type User { id: ID @shareable }  type Query { users: [User!]! }'),
      b: fed2(`union Account = User | Admin  type Query { accounts: [Account!]! }
        type User @key(fields: "id") { id: ID!  name: String  similar: [Account!]! }
        type Admin { id: ID  name: String }`),
    },
    roots: { users: [user], accounts: [user, admin] },
    rows: [user],
    cases: [
      {
        query:
          '{ users { id name } accounts { ... on User { id similar { ... on User { id name } ... on Admin { id } } } ... on Admin { name } } }',
      },
      {
        query:
          '{ accounts { ... on User { name similar { ... on User { similar { ... on Admin { name id } } } } } ... on Admin { id } } }',
      },
    ],
  },
  {
    name: 'circular-reference-interface',
    subgraphs: {
      a: fed2(`type Query { product: Product }  interface Product { alike: Product }
        type Book implements Product @key(fields: "id") { id: ID!  alike: Book @provides(fields: "price")  price: Int @external }`),
      b: fed2('type Book @key(fields: "id") { id: ID!  price: Int @shareable }'),
    },
    roots: { product: twin },
    rows: [book, twin],
    cases: [
      { query: '{ product { alike { ... on Product { alike { __typename } } } } }' },
      {
        query:
          '{ product { __typename alike { ... on Book { id price } alike { ... on Book { price } } } ... on Book { price } } }',
      },
    ],
  },
  {
    name: 'node',
    subgraphs: {
      nodes: fed2(`type Query { ovenNode: Node  toasterNode: Node }  interface Node { id: ID! }
        type Oven implements Node @key(fields: "id") { id: ID! }  type Toaster implements Node @key(fields: "id") { id: ID! }`),
      types:
        fed2(`interface Node { id: ID! }  type Oven implements Node @key(fields: "id") { id: ID!  name: String!  watts: Int! }
        type Toaster implements Node @key(fields: "id") { id: ID!  name: String! }`),
    },
    roots: { ovenNode: warm, toasterNode: toast },
    rows: appliances,
    cases: [
      {
        query:
          '{ ovenNode { ... on Oven { name watts } } toasterNode { id ... on Toaster { name } ... on Oven { watts } } }',
      },
    ],
  },
  {
    name: 'corrupted-supergraph-node-id',
    subgraphs: {
      a: fed2(`type Query { node(id: ID!): Node @shareable  account: Account }  interface Node { id: ID! }
        type Account implements Node @key(fields: "id") { id: ID!  name: String! }
        type Chat implements Node @key(fields: "id") { id: ID! @external  account: Account! }`),
      b: fed2(`type Query { node(id: ID!): Node @shareable  chat: Chat }  interface Node { id: ID! }
        type Account implements Node @key(fields: "id") { id: ID! @external  chats: [Chat!]! }
        type Chat implements Node @key(fields: "id") { id: ID!  text: String! }`),
    },
    ...chats(),
  },
  {
    name: 'typename',
    subgraphs: {
      a: fed2(`type Query { union: Product  node: Node }  union Product = Oven | Toaster  interface Node { id: ID! }
        type Oven implements Node { id: ID! }  type Toaster implements Node { id: ID! }
        interface Person @key(fields: "id") { id: ID! }  type Admin implements Person @key(fields: "id") { id: ID!  isMain: Boolean! }`),
      b: fed2(
        'type Query { people: [Person] }  type Person @key(fields: "id") @interfaceObject { id: ID!  name: String! }',
      ),
    },
    roots: { union: warm, node: toast, people: [{ ...admin, isMain: true }] },
    rows: [{ ...admin, isMain: true }],
    cases: [
      {
        query:
          '{ __typename union { __typename } node { typed: __typename id } people { __typename kind: __typename name } }',
      },
      { query: '{ union { ... on Oven { __typename id } } people { ... on Admin { __typename isMain } } }' },
    ],
  },
];

function boxes(): Pick<Topic, 'roots' | 'rows' | 'cases'> {
  const wrap = (media: Row['media']): Row => ({ __typename: 'Wrap', media });
  const song: Row = { __typename: 'Song', seconds: 139 };
  const inA: Row = { __typename: 'Box', id: 'x1', wrap: wrap([book, film]) };
  const inB: Row = { __typename: 'Box', id: 'x2', wrap: wrap([book, song]), other: wrap([song]) };
  const common: Row = { __typename: 'Box', id: 'x3', wrap: wrap([book]), other: wrap([song, book]) };
  return {
    roots: { rootA: inA, rootB: inB, shared: common },
    rows: [inA, inB, common],
    cases: [
      { query: '{ shared { wrap { media { __typename ... on Book { title } } } } }' },
      { query: '{ shared { id other { media { ... on Song { seconds } ... on Book { title } } } } }' },
      { query: '{ rootB { other { media { ... on Song { seconds } } } } }' },
      { query: '{ rootA { wrap { media { __typename ... on Book { title } } } } }' },
    ],
  };
}

function chats(): Pick<Topic, 'roots' | 'rows' | 'cases'> {
  const account: Row = { __typename: 'Account', id: 'a1', name: 'Ada', chats: (): readonly Row[] => [chat] };
  const chat: Row = { __typename: 'Chat', id: 'c1', text: 'hello', account };
  return {
    roots: { node: ({ id }) => [account, chat].find((row) => row.id === id) ?? null, account, chat },
    rows: [account, chat],
    cases: [
      { query: '{ account { name chats { text account { name } } } chat { id text } }' },
      { query: '{ a: node(id: "a1") { __typename } c: node(id: "c1") { __typename } }' },
      { query: '{ a: node(id: "a1") { ... on Account { name } } c: node(id: "c1") { ... on Chat { text } } }' },
    ],
  };
}
