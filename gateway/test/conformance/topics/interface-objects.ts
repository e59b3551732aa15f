import { fed2, type Row, type Topic } from '../topic.ts';

const ada: Row = {
  __typename: 'Customer',
  id: 'c1',
  name: 'Ada',
  age: 36,
  nick: 'ada_1',
  handle: (_, told) => `${told.name}!`,
};
const root: Row = { __typename: 'Admin', id: 'a1', label: 'root', isMain: true, isActive: true };
const clerk: Row = { __typename: 'Clerk', id: 'a2', label: 'clerk', isMain: false, isActive: false };
const clip: Row = { __typename: 'Clip', id: 'm1', title: 'Rain', seconds: 60, by: 'Bo' };
const text: Row = { __typename: 'Text', id: 'm2', title: 'Snow', words: 900 };

/** Interfaces that a subgraph knows as one object, whatever types there are. */
export const interfaceObjects: readonly Topic[] = [
  {
    name: 'simple-interface-object',
    subgraphs: {
      a: fed2(`type Query { people: [Named!]! }  interface Named @key(fields: "id") { id: ID!  name: String }
        type Customer implements Named @key(fields: "id") { id: ID!  name: String  age: Int }
        interface Account @key(fields: "id") { id: ID! }
        type Admin implements Account @key(fields: "id") { id: ID!  isMain: Boolean!  isActive: Boolean! @shareable }
        type Clerk implements Account @key(fields: "id") { id: ID!  isMain: Boolean!  isActive: Boolean! @shareable }`),
      b: fed2(`type Query { others: [Named]  accounts: [Account] @shareable }
        type Account @key(fields: "id") @interfaceObject { id: ID!  label: String! }
        type Named @key(fields: "id") @interfaceObject { id: ID!  nick: String }`),
      c: fed2(
        'type Query { accounts: [Account] @shareable }  type Account @key(fields: "id") @interfaceObject { id: ID!  isActive: Boolean! @shareable }',
      ),
    },
    roots: { people: [ada], others: [ada], accounts: [root, clerk] },
    rows: [ada, root, clerk],
    cases: [
      { query: '{ people { id name nick ... on Customer { age } } }' },
      { query: '{ others { nick name ... on Customer { age nick } __typename } }' },
      { query: '{ accounts { id label isActive } }' },
      { query: '{ accounts { __typename label ... on Admin { isMain } } }' },
    ],
  },
  {
    name: 'interface-object-with-requires',
    subgraphs: {
      a: fed2(`type Query { people: [Named!]! }  interface Named @key(fields: "id") { id: ID!  name: String }
        type Customer implements Named @key(fields: "id") { id: ID!  name: String  age: Int }`),
      b: fed2(`type Query { others: [Named] }
        type Named @key(fields: "id") @interfaceObject { id: ID!  name: String @external  handle: String @requires(fields: "name") }`),
    },
    roots: { people: [ada], others: [ada] },
    rows: [ada],
    cases: [
      { query: '{ people { handle } }' },
      { query: '{ others { id handle name } }' },
      { query: '{ others { ... on Customer { age handle } } }' },
      { query: '{ people { ... on Customer { handle } } others { __typename } }' },
    ],
  },
  {
    name: 'interface-object-indirect-extension',
    subgraphs: {
      authors: fed2('type Query { one: Int }  extend type Clip @key(fields: "id") { id: ID!  by: String }'),
      media: fed2(`type Query { media: [Media] }  interface Media @key(fields: "id") { id: ID!  title: String }
        type Clip implements Media @key(fields: "id") { id: ID!  title: String  seconds: Int }
        type Text implements Media @key(fields: "id") { id: ID!  title: String  words: Int }`),
      lists: fed2(
        `type Query { list: List }  type List { media: [Media] }  type Media @key(fields: "id") @interfaceObject { id: ID! }`,
      ),
    },
    roots: { one: 1, media: [clip, text], list: { __typename: 'List', media: [text, clip] } },
    rows: [clip, text],
    cases: [
      { query: '{ media { id title ... on Clip { seconds by } ... on Text { words } } one }' },
      { query: '{ list { media { title ... on Clip { by } ... on Text { words } } } }' },
    ],
  },
];
