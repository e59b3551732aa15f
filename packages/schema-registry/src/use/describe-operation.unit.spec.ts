import { buildSchema, type DocumentNode, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { expect, it } from 'vitest';
import { describeOperation } from './describe-operation.ts';

const schema = buildSchema(`
  type Query { user(id: ID, by: Filter): User  users(orders: [Order!]): [User!]  pet: Pet }
  type User { id: ID!  name: String!  state: State  pet: Pet }
  union Pet = Cat | Dog
  type Cat { name: String }
  type Dog { name: String }
  input Filter { name: String  inner: Inner }
  input Inner { order: Order  inner: Inner }
  enum Order { NAME AGE }
  enum State { NEW OLD }
`);

function operationIn(document: DocumentNode, name?: string): OperationDefinitionNode {
  for (const definition of document.definitions)
    if (definition.kind === Kind.OPERATION_DEFINITION && definition.name?.value === name) return definition;
  throw new Error('no such operation');
}

function described(text: string, name?: string) {
  const document = parse(text);
  return describeOperation(schema, document, operationIn(document, name));
}

it('names fields, arguments, fragments and directives, whatever the aliases', () => {
  expect(
    described('query ($id: ID) { it: user(id: $id) { me: name @include(if: true) pet { ... on Cat { name } } } }'),
  ).toMatchObject({
    name: null,
    kind: 'query',
    coordinates: [
      '@include',
      '@include(if:)',
      'Cat',
      'Cat.name',
      'Query.user',
      'Query.user(id:)',
      'User.name',
      'User.pet',
    ],
  });
});

it('names of inputs what is written, and all of what a variable may hold', () => {
  expect(described('{ user(by: { inner: { order: AGE } }) { __typename } }').coordinates).toEqual([
    'Filter',
    'Filter.inner',
    'Inner',
    'Inner.order',
    'Order',
    'Order.AGE',
    'Query.user',
    'Query.user(by:)',
  ]);
  expect(described('query ($by: Filter) { user(by: $by) { __typename } }').coordinates).toEqual([
    'Filter',
    'Filter.*',
    'Inner',
    'Inner.*',
    'Order',
    'Order.*',
    'Query.user',
    'Query.user(by:)',
  ]);
});

it('names an enum that comes in answers', () => {
  expect(described('{ user { state } }').coordinates).toEqual(['Query.user', 'State', 'State.*', 'User.state']);
});

it('leaves introspection out', () => {
  expect(described('{ __schema { types { name } } }').coordinates).toEqual([]);
});

it('knows one operation of a document, with the fragments that it needs', () => {
  const text = `query A { user { ...Both } } query B { pet { __typename } }
    fragment Both on User { ...Name } fragment Name on User { name } fragment Other on User { id }`;
  const one = described(text, 'A');
  expect(one).toMatchObject({ name: 'A', coordinates: ['Query.user', 'User', 'User.name'] });
  expect(one.text).not.toMatch(/Other|query B/);
});

it('keeps no text in which a client wrote a value, and takes what differs by values alone for one operation', () => {
  const ada = described('{ user(id: "ada@shop.test") { name } }');
  const bob = described('{ user(id: "bob@shop.test") {name} }');
  expect([ada.text, bob.text]).toEqual([null, null]);
  expect(ada).toEqual(bob);
  expect(JSON.stringify(ada)).not.toContain('ada@');
  const [byName, byInner] = [
    described('{ user(by: { name: "a" }) { id } }'),
    described('{ user(by: { inner: {} }) { id } }'),
  ];
  expect(byName.hash).not.toBe(byInner.hash);
  expect(described('{ users(orders: [NAME]) { id } }').text).toBeNull();
  expect(described('query ($name: String = "ada") { user(by: { name: $name }) { id } }').text).toBeNull();
  expect(described('query($id: ID) {user(id: $id) {id}}').text).toBe(
    'query ($id: ID) {\n  user(id: $id) {\n    id\n  }\n}',
  );
});
