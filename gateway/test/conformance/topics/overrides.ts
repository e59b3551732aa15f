import { fed2, type Row, type Topic } from '../topic.ts';

const post = (typename: string, id: string): Row => ({
  __typename: typename,
  id,
  createdAt: `day ${id}`,
  body: `body ${id}`,
});
const posts = ['p1', 'p2'].map((id) => post('Post', id));
const [picture, words] = [post('Picture', 'i1'), post('Words', 't1')];
const user: Row = {
  __typename: 'User',
  id: 'u1',
  name: 'Ada',
  inA: (_, told) => `a ${told.name}`,
  inC: (_, told) => `c ${told.name}`,
};

/** Fields that moved from one subgraph to another. */
export const overrides: readonly Topic[] = [
  {
    name: 'simple-override',
    subgraphs: {
      a: fed2(`type Query { feed: [Post] @shareable  inA: [Post] }
        type Post @key(fields: "id") { id: ID!  createdAt: String! }`),
      b: fed2(`type Query { feed: [Post] @shareable  inB: [Post] }
        type Post @key(fields: "id") { id: ID!  createdAt: String! @override(from: "a") }`),
    },
    roots: { feed: posts, inA: [posts[1]], inB: posts },
    rows: posts,
    cases: [{ query: '{ feed { createdAt } }' }, { query: '{ inA { id createdAt } inB { createdAt } }' }],
  },
  {
    name: 'unavailable-override',
    subgraphs: {
      a: fed2(`type Query { feed: [Post] @shareable  inA: [Post] }
        type Post @key(fields: "id") { id: ID!  createdAt: String! @shareable }`),
      b: fed2(`type Query { feed: [Post] @shareable  inB: [Post] }
        type Post @key(fields: "id") { id: ID!  createdAt: String! @override(from: "nobody") @shareable }`),
    },
    roots: { feed: posts, inA: [posts[1]], inB: posts },
    rows: posts,
    cases: [{ query: '{ feed { createdAt } }' }, { query: '{ inA { createdAt } inB { createdAt } }' }],
  },
  {
    name: 'override-with-requires',
    subgraphs: {
      a: fed2(`type Query { userInA: User }
        type User @key(fields: "id") { id: ID!  name: String! @external  inA: String! @requires(fields: "name") }`),
      b: fed2(
        'type Query { userInB: User }  type User @key(fields: "id") { id: ID!  name: String! @override(from: "c") }',
      ),
      c: fed2(`type Query { userInC: User }
        type User @key(fields: "id") { id: ID!  name: String! @external  inC: String! @requires(fields: "name") }`),
    },
    roots: { userInA: user, userInB: user, userInC: user },
    rows: [user],
    cases: [
      { query: '{ userInA { name inA inC } userInB { inA } userInC { inC name } }' },
      { query: '{ userInC { inA inC } userInB { name inC } }' },
    ],
  },
  {
    name: 'override-type-interface',
    subgraphs: {
      a: fed2(`interface Post { id: ID!  createdAt: String! }  type Query { feed: [Post] }
        type Picture implements Post @key(fields: "id") { id: ID!  createdAt: String! }`),
      b: fed2(`interface Post { id: ID!  createdAt: String! }  interface Other { id: ID!  createdAt: String! }  type Query { others: [Other] }
        type Words implements Post @key(fields: "id") { id: ID!  createdAt: String!  body: String! }
        type Picture implements Other @key(fields: "id") { id: ID!  createdAt: String! @override(from: "a") }`),
    },
    roots: { feed: [picture, post('Picture', 'i2')], others: [picture] },
    rows: [picture, post('Picture', 'i2'), words],
    cases: [
      { query: '{ feed { id createdAt } }' },
      { query: '{ feed { ... on Words { id body } } }' },
      { query: '{ others { createdAt ... on Picture { id } } }' },
    ],
  },
];
