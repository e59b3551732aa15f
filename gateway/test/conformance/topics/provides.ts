import { fed2, type Row, type Topic } from '../topic.ts';

const sub: Row = { __typename: 'Kind', id: 'k2', name: 'Rye', subKinds: null };
const top: Row = { __typename: 'Kind', id: 'k1', name: 'Bread', subKinds: [sub] };
const wares = ['w1', 'w2'].map((id): Row => ({ __typename: 'Ware', id, kinds: [top] }));
const book: Row = { __typename: 'Book', id: 'b1', title: 'Dune' };
const film: Row = { __typename: 'Film', id: 'f1', title: 'Alien' };

/** Fields that a subgraph answers along one way only. */
export const provides: readonly Topic[] = [
  {
    name: 'nested-provides',
    subgraphs: {
      all: fed2('type Query { wares: [Ware] @shareable }  type Ware @key(fields: "id") { id: ID! }'),
      kinds: fed2(`type Query { wares: [Ware] @shareable @provides(fields: "kinds { id name subKinds { id name } }") }
        type Ware @key(fields: "id") { id: ID!  kinds: [Kind] @external }
        type Kind @key(fields: "id") { id: ID!  name: String  subKinds: [Kind] @external }`),
      subs: fed2(`type Ware @key(fields: "id") { id: ID!  kinds: [Kind] @shareable }
        type Kind @key(fields: "id") { id: ID!  subKinds: [Kind] @shareable }`),
    },
    roots: { wares },
    rows: [...wares, top, sub],
    cases: [
      { query: '{ wares { id kinds { id name } } }' },
      { query: '{ wares { kinds { name subKinds { id name } } } }' },
      { query: '{ wares { kinds { subKinds { subKinds { id } } } } }' },
    ],
  },
  {
    name: 'provides-on-interface',
    subgraphs: {
      a: fed2(`type Query { media: Media @shareable  book: Book @provides(fields: "title") }  interface Media { id: ID! }
        type Book implements Media @key(fields: "id") { id: ID!  title: String @external }`),
      b: fed2(`type Query { media: Media @shareable @provides(fields: "... on Book { title }") }  interface Media { id: ID! }
        type Book implements Media @key(fields: "id") { id: ID!  title: String @external }`),
      c: fed2('type Book @key(fields: "id") { id: ID!  title: String @shareable }'),
    },
    roots: { media: book, book },
    rows: [book],
    cases: [{ query: '{ media { id ... on Book { title } } }' }, { query: '{ book { title } media { __typename } }' }],
  },
  {
    name: 'provides-on-union',
    subgraphs: {
      a: fed2(`type Query { media: [Media] @shareable }  union Media = Book | Film
        type Book @key(fields: "id") { id: ID! }  type Film @key(fields: "id") { id: ID! }`),
      b: fed2(`type Query { media: [Media] @shareable @provides(fields: "... on Book { title }") }  union Media = Book | Film
        type Book @key(fields: "id") { id: ID!  title: String @external }  type Film @key(fields: "id") { id: ID! }`),
      c: fed2(`type Book @key(fields: "id") { id: ID!  title: String @shareable }
        type Film @key(fields: "id") { id: ID!  title: String @shareable }`),
    },
    roots: { media: [book, film] },
    rows: [book, film],
    cases: [
      { query: '{ media { ... on Book { id title } ... on Film { id } } }' },
      { query: '{ media { ... on Book { title } ... on Film { title } } }' },
    ],
  },
];
