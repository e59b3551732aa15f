import { buildSchema, parse, specifiedRules, validate } from 'graphql';
import { expect, it } from 'vitest';
import { atMostOneOf } from './at-most-one-of.ts';

const schema = buildSchema('type Query { login: Int } type Mutation { login(n: Int): Int  signUp: Int  buy: Int }');
const rules = [...specifiedRules, atMostOneOf(['login', 'signUp'])];
const messages = (query: string) => validate(schema, parse(query), rules).map(({ message }) => message);
const refusal = ['An operation may ask for one of login, signUp, and once.'];

it.each([
  'mutation { login }',
  'mutation { login buy another: buy }',
  'mutation { login ...F ...F } fragment F on Mutation { login }',
  'mutation A { login } mutation B { login }',
  '{ a: login b: login }',
])('takes %s', (query) => expect(messages(query)).toEqual([]));

it.each([
  'mutation { a: login b: login }',
  'mutation { login signUp }',
  'mutation { login(n: 1) buy ... { b: login(n: 2) } }',
  'mutation { a: login ...F } fragment F on Mutation { b: login }',
  'mutation { ...F } fragment F on Mutation { a: login ...G } fragment G on Mutation { ... on Mutation { b: login } }',
])('refuses %s', (query) => expect(messages(query)).toEqual(refusal));

it('survives fragments that hold each other', () => {
  expect(messages('mutation { ...F } fragment F on Mutation { login ...F }')).toEqual([
    'Cannot spread fragment "F" within itself.',
  ]);
});
