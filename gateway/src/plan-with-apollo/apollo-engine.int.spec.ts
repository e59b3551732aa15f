import { createLogger, createMetrics } from '@rushgraph/service';
import type { FastifyInstance } from 'fastify';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, briefly, post } from '../../test/ask.ts';
import { type SmallShop, smallShop } from '../../test/small-shop.ts';

let shop: SmallShop;
let app: FastifyInstance;
let ada: Record<string, string>;
beforeAll(async () => {
  shop = await smallShop();
  app = await shop.gateway({ introspection: true });
  ada = { authorization: `Bearer ${await shop.signIn()}` };
});
afterAll(() => shop.close());

describe('a question about the schema', () => {
  test('is answered as graphql-js answers it, with every option that explorers use', async () => {
    const options = {
      descriptions: true,
      schemaDescription: true,
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      inputValueDeprecation: true,
      oneOf: true,
    };
    const { status, data, errors } = await ask(app, getIntrospectionQuery(options));
    expect([status, errors]).toEqual([200, undefined]);
    expect(data).toMatchObject({ __schema: { queryType: { name: 'Query' } } });
    expect((await ask(app, '{ __type(name: "Order") { isOneOf } }')).data).toEqual({ __type: { isOneOf: false } });
  });

  test('is answered beside data, in the order of asking, also from fragments and under conditions', async () => {
    const query = `query ($yes: Boolean!, $name: String!) {
      mine: me { name }
      ... on Query @include(if: $yes) { kind: __type(name: $name) { name isOneOf } ...More }
      __typename
    }
    fragment More on Query { refuse __schema @skip(if: $yes) { description } }`;
    const { data } = await post(app, { query, variables: { yes: true, name: 'Order' } }, ada);
    expect(JSON.stringify(data)).toBe(
      JSON.stringify({
        mine: { name: 'Ada' },
        kind: { name: 'Order', isOneOf: false },
        refuse: null,
        __typename: 'Query',
      }),
    );
    const without = await post(app, { query, variables: { yes: false, name: 'Order' } }, ada);
    expect(without.data).toEqual({ mine: { name: 'Ada' }, __typename: 'Query' });
  });
});

test('an operation is not disturbed by others of its document that mean something else by a variable', async () => {
  const query = `fragment F on Query { sorted(by: { field: "name", direction: $d }) }
    query A($d: Direction!) { ...F }
    query B($d: Order) { sorted(by: $d) }`;
  const asked = await post(app, { query, operationName: 'B', variables: { d: { field: 'name', direction: 'DESC' } } });
  expect([asked.status, asked.data, asked.errors]).toEqual([200, { sorted: ['DESC'] }, undefined]);
});

test('a null that the schema does not allow is an error with an id that is in the log', async () => {
  const lines: string[] = [];
  const metrics = createMetrics('gateway', { defaults: false });
  const destination = { write: (line: string) => lines.push(line) };
  const logger = createLogger({ service: 'gateway', level: 'error', pretty: false, destination });
  const strict = await shop.gateway({ logger, metrics });
  const { data, errors } = await ask(strict, '{ me { name ghost { label } } }', ada);
  expect(data).toEqual({ me: { name: 'Ada', ghost: null } });
  expect(briefly(errors)).toEqual([
    { path: ['me', 'ghost', 'label'], code: 'INTERNAL_SERVER_ERROR', errorId: expect.any(String) },
  ]);
  expect(lines.join()).toContain(String(errors?.[0]?.extensions.errorId));
  expect(lines.join()).toContain('Cannot return null for non-nullable field Item.label');
  expect(await metrics.registry.metrics()).toMatch(/graphql_operation_seconds_count\{.*outcome="error"/);
});
