import { buildSchema } from 'graphql';
import { expect, it } from 'vitest';
import { compareSchemas } from './compare-schemas.ts';

const PARTS = {
  query: 'type Query { status(by: Order = NAME): Status  found: Found  named: Named  pay(by: String!): String }',
  status: 'enum Status { OPEN }',
  order: 'enum Order { NAME AGE }',
  found: 'union Found = Cat | Dog',
  types: 'type Cat { id: ID! } type Dog { id: ID! } type User implements Named { id: ID! } interface Named { id: ID! }',
  problem: 'interface Problem { code: String! } type Lost implements Problem { code: String! }',
} as const;
const schemaWith = (changes: Partial<Record<keyof typeof PARTS, string>> = {}) =>
  buildSchema(Object.values({ ...PARTS, ...changes }).join('\n'));
const query = (from: string, to: string) => ({ query: PARTS.query.replace(from, to) });

const rows: readonly (readonly [string, Parameters<typeof schemaWith>[0], string, string])[] = [
  ['a field', query('found:', 'more: Int  found:'), 'instances', 'schema'],
  ['an argument', query('by: String!', 'by: String!, at: Int'), 'instances', 'schema'],
  ['a value that clients alone give', { order: 'enum Order { NAME AGE ID }' }, 'instances', 'schema'],
  ['a value that answers hold', { status: 'enum Status { OPEN CLOSED }' }, 'schema', 'instances'],
  ['a member of a union', { found: 'union Found = Cat | Dog | User' }, 'schema', 'instances'],
  [
    'a type of an interface that fields answer with',
    { types: `${PARTS.types} type Item implements Named { id: ID! }` },
    'schema',
    'instances',
  ],
  [
    'an interface of a type',
    { types: PARTS.types.replace('type Cat', 'type Cat implements Named') },
    'schema',
    'instances',
  ],
  [
    'a type of an interface that no field answers with',
    { problem: `${PARTS.problem} type Late implements Problem { code: String! }` },
    'either',
    'either',
  ],
  ['a type that nothing leads to', { problem: `${PARTS.problem} type Alone { id: ID! }` }, 'either', 'either'],
  ['less that an answer may be', query('pay(by: String!): String', 'pay(by: String!): String!'), 'instances', 'schema'],
  ['more that may be given', query('by: String!', 'by: String'), 'instances', 'schema'],
];

it.each(rows)('says what comes first when it is added, and when it is taken away: %s', (_, changes, added, removed) => {
  const firsts = (before = schemaWith(), after = schemaWith()) =>
    compareSchemas(before, after).map(({ first }) => first);
  expect(firsts(schemaWith(), schemaWith(changes))).toEqual([added]);
  expect(firsts(schemaWith(changes), schemaWith())).toEqual([removed]);
});
