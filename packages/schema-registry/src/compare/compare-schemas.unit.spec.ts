import { buildSchema, findBreakingChanges } from 'graphql';
import { describe, expect, it } from 'vitest';
import { compareSchemas } from './compare-schemas.ts';

/** A schema with one part replaced. */
const PARTS = {
  directive: 'directive @shout(loud: Boolean) on FIELD',
  query: 'type Query { user(id: ID, first: Int): User  all(filter: Filter, order: Order = NAME): [User!]!  pet: Pet }',
  user: 'type User implements Named { id: ID!  name: String!  nick: String  friends: [User!] }',
  named: 'interface Named { id: ID! }',
  pet: 'union Pet = Cat | Dog',
  cats: 'type Cat { id: ID! } type Dog { id: ID! }',
  filter: 'input Filter { name: String  least: Int! }',
  order: 'enum Order { NAME AGE }',
} as const;
const schemaWith = (changes: Partial<Record<keyof typeof PARTS, string>> = {}) =>
  buildSchema(Object.values({ ...PARTS, ...changes }).join('\n'));

const before = schemaWith();
const changesOf = (changes: Parameters<typeof schemaWith>[0]) => compareSchemas(before, schemaWith(changes));

const breaking: readonly (readonly [string, Parameters<typeof schemaWith>[0], string, readonly string[]])[] = [
  [
    'a removed field',
    { user: 'type User implements Named { id: ID!  nick: String  friends: [User!] }' },
    'User.name was removed',
    ['User.name'],
  ],
  [
    'a field that may be null',
    { user: PARTS.user.replace('name: String!', 'name: String') },
    'User.name is String now, not String!',
    ['User.name'],
  ],
  [
    'a field of another type',
    { user: PARTS.user.replace('nick: String', 'nick: Int') },
    'User.nick is Int now, not String',
    ['User.nick'],
  ],
  [
    'a list of things that may be null',
    { user: PARTS.user.replace('[User!]', '[User]') },
    'User.friends is [User] now, not [User!]',
    ['User.friends'],
  ],
  [
    'a removed argument',
    { query: PARTS.query.replace('id: ID, ', '') },
    'Query.user(id:) was removed',
    ['Query.user(id:)'],
  ],
  [
    'an argument that is required from now on',
    { query: PARTS.query.replace('id: ID,', 'id: ID!,') },
    'Query.user(id:) takes ID! now, not ID',
    ['Query.user'],
  ],
  [
    'a new argument that is required',
    { query: PARTS.query.replace('id: ID,', 'id: ID, by: ID!,') },
    'Query.user(by:) was added, and is required',
    ['Query.user'],
  ],
  [
    'an argument of another type',
    { query: PARTS.query.replace('first: Int', 'first: String') },
    'Query.user(first:) takes String now, not Int',
    ['Query.user(first:)'],
  ],
  [
    'a removed field of an input',
    { filter: 'input Filter { least: Int! }' },
    'Filter.name was removed',
    ['Filter.name', 'Filter.*'],
  ],
  [
    'a new field of an input that is required',
    { filter: PARTS.filter.replace('name', 'age: Int!  name') },
    'Filter.age was added, and is required',
    ['Filter'],
  ],
  [
    'a field of an input that is required from now on',
    { filter: PARTS.filter.replace('name: String', 'name: String!') },
    'Filter.name takes String! now, not String',
    ['Filter'],
  ],
  ['a removed value', { order: 'enum Order { NAME }' }, 'Order.AGE was removed', ['Order.AGE', 'Order.*']],
  ['a removed member', { pet: 'union Pet = Cat' }, 'Dog of Pet was removed', ['Dog', 'Pet']],
  [
    'a removed interface',
    { user: PARTS.user.replace(' implements Named', '') },
    'Named, implemented by User, was removed',
    ['Named', 'User'],
  ],
  [
    'another kind of type',
    { order: 'scalar Order', query: PARTS.query.replace(' = NAME', '') },
    'Order is a scalar now, not an enum',
    ['Order', 'Order.*', 'Order.NAME', 'Order.AGE'],
  ],
  ['a removed directive', { directive: '' }, '@shout was removed', ['@shout']],
  [
    'a removed argument of a directive',
    { directive: 'directive @shout on FIELD' },
    '@shout(loud:) was removed',
    ['@shout(loud:)'],
  ],
];

describe('what breaks clients', () => {
  it.each(breaking)('%s', (_, changes, words, breaks) => {
    expect(changesOf(changes)).toContainEqual(expect.objectContaining({ words, breaks }));
    expect(findBreakingChanges(before, schemaWith(changes))).not.toEqual([]);
  });

  it('a default that is taken away, for those who left the value out', () => {
    const with1 = (query: string, filter: string) =>
      buildSchema(`type Query { all(${query}): Int }  input Filter { ${filter} }`);
    const old = with1('first: Int! = 10, by: Filter', 'least: Int! = 0');
    const next = with1('first: Int!, by: Filter', 'least: Int!');
    expect(compareSchemas(old, next)).toMatchObject([
      { words: 'Filter.least has no default any more', breaks: ['Filter'] },
      { words: 'Query.all(first:) has no default any more', breaks: ['Query.all'] },
    ]);
    expect(compareSchemas(next, old)).toMatchObject([]);
  });

  it('an interface that is taken away, although fragments on it stay valid', () => {
    const without = schemaWith({ user: PARTS.user.replace(' implements Named', '') });
    expect(compareSchemas(before, without)).toMatchObject([{ showsInValidation: false }]);
  });

  it('a removed type, for those who use any part of it', () => {
    const without = schemaWith({ pet: 'union Pet = Cat', cats: 'type Cat { id: ID! }' });
    expect(compareSchemas(before, without)).toContainEqual({
      coordinate: 'Dog',
      kind: 'removed',
      words: 'Dog was removed',
      breaks: ['Dog', 'Dog.*', 'Dog.id'],
      showsInValidation: true,
      first: 'either',
    });
  });
});

describe('what breaks nobody', () => {
  it.each([
    ['a new field', { user: PARTS.user.replace('nick', 'age: Int  nick') }, 'User.age was added'],
    [
      'a field that is never null any more',
      { user: PARTS.user.replace('nick: String', 'nick: String!') },
      'User.nick is String! now, not String',
    ],
    [
      'a new argument that may be left out',
      { query: PARTS.query.replace('id: ID,', 'id: ID, by: ID! = "me",') },
      'Query.user(by:) was added',
    ],
    [
      'a field of an input that may be left out from now on',
      { filter: PARTS.filter.replace('Int!', 'Int') },
      'Filter.least takes Int now, not Int!',
    ],
    ['a new value', { order: 'enum Order { NAME AGE ID }' }, 'Order.ID was added'],
    ['a new type', { cats: `${PARTS.cats} type Bird { id: ID! }` }, 'Bird was added'],
    ['a new directive', { directive: `${PARTS.directive} directive @quiet on FIELD` }, '@quiet was added'],
  ])('%s', (_, changes, words) => {
    expect(changesOf(changes)).toEqual([expect.objectContaining({ words, breaks: [] })]);
    expect(findBreakingChanges(before, schemaWith(changes))).toEqual([]);
  });

  it('nothing', () => {
    expect(compareSchemas(before, schemaWith())).toEqual([]);
  });
});
