import { fed2, type Row, type Topic } from '../topic.ts';

/** Fields that are made of parts of interfaces. */
export const requiresAbstract: readonly Topic[] = [
  {
    name: 'requires-interface',
    subgraphs: {
      a: fed2(`type Query { a: Person }  interface Place { id: ID! }
        type Home implements Place @key(fields: "id") { id: ID!  city: String @shareable }
        type Work implements Place @key(fields: "id") { id: ID!  city: String @shareable }
        type Person @key(fields: "id") { id: ID!  name: String! @shareable  place: Place @external
          town: String @requires(fields: "place { id }")  firm: String @requires(fields: "place { ... on Work { id } }") }`),
      b: fed2(`type Query { b: Person }  interface Place { id: ID! }
        type Home implements Place @key(fields: "id") { id: ID!  city: String @shareable }
        type Work implements Place @key(fields: "id") { id: ID!  city: String @shareable }
        type Second implements Place @key(fields: "id") { id: ID!  city: String @shareable }
        type Person @key(fields: "id") { id: ID!  name: String! @shareable  place: Place @shareable }`),
    },
    ...people(),
  },
  {
    name: 'requires-with-fragments',
    subgraphs: {
      a: fed2(`type Query { thing: Thing }  type Thing @key(fields: "id") { id: ID!  data: Foo }
        interface Foo { foo: String! }  interface Bar implements Foo { foo: String!  bar: String! }
        type Baz implements Foo & Bar @shareable { foo: String!  bar: String!  baz: String! }
        type Qux implements Foo & Bar @shareable { foo: String!  bar: String!  qux: String! }`),
      b: fed2(`type Query { other: Thing }  interface Foo { foo: String! }  interface Bar implements Foo { foo: String!  bar: String! }
        type Thing @key(fields: "id") { id: ID!  data: Foo @external
          whole: String! @requires(fields: "data { foo ... on Bar { bar ... on Baz { baz } ... on Qux { qux } } }")
          half: String! @requires(fields: "data { ... on Foo { foo } }") }
        type Baz implements Foo & Bar @shareable @inaccessible { foo: String!  bar: String!  baz: String! }
        type Qux implements Foo & Bar @shareable { foo: String!  bar: String!  qux: String! }`),
    },
    ...things(),
  },
];

function people(): Pick<Topic, 'roots' | 'rows' | 'cases'> {
  const place = (typename: string, id: string): Row => ({ __typename: typename, id, city: `city ${id}` });
  const places = [place('Home', 'h'), place('Work', 'w'), place('Second', 's')];
  const all = places.map((one, index): Row => {
    return {
      __typename: 'Person',
      id: `p${index}`,
      name: `person ${index}`,
      place: one,
      town: (_, told) => `town of ${Object(told.place).id}`,
      firm: (_, told) => (one.__typename === 'Work' ? `firm at ${Object(told.place).id}` : null),
    };
  });
  return {
    roots: { a: all[0], b: all[1] },
    rows: [...all, ...places],
    cases: [
      { query: '{ a { id town firm } }' },
      { query: '{ b { town firm place { __typename id } } }' },
      { query: '{ b { firm place { ... on Work { city } } } }' },
    ],
  };
}

function things(): Pick<Topic, 'roots' | 'rows' | 'cases'> {
  const whole = (data: unknown) => {
    const { foo, bar, baz, qux } = Object(data);
    return [foo, bar, baz ?? qux].join('-');
  };
  const thing = (id: string, data: Row): Row => ({
    __typename: 'Thing',
    id,
    data,
    whole: (_, told) => whole(told.data),
    half: (_, told) => `${Object(told.data).foo}`,
  });
  const rows = [
    thing('1', { __typename: 'Baz', foo: 'foo', bar: 'bar', baz: 'baz' }),
    thing('2', { __typename: 'Qux', foo: 'foo', bar: 'bar', qux: 'qux' }),
  ];
  return {
    roots: { thing: rows[1], other: rows[0] },
    rows,
    cases: [
      { query: '{ thing { whole half } other { whole half } }' },
      { query: '{ other { half } thing { data { foo ... on Qux { qux } } whole } }' },
    ],
  };
}
