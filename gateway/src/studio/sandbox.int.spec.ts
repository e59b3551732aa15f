import { eventually } from '@rushgraph/testkit';
import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { pageFetch } from '../../test/page-fetch.ts';
import { openSandboxPage, type SandboxPage } from '../../test/sandbox-page.ts';
import { type SmallShop, smallShop } from '../../test/small-shop.ts';

const STUDIO = 'https://studio.apollographql.com';
/** What Explorer accepts of every request: documented for servers that answer in parts. */
const PARTS = 'multipart/mixed;deferSpec=20220824, application/json, */*';
const STREAM = 'multipart/mixed;subscriptionSpec=1.0, application/json';

let shop: SmallShop;
let allowing: string;
let authorization: string;
beforeAll(async () => {
  shop = await smallShop();
  authorization = `Bearer ${await shop.signIn()}`;
  allowing = await listening({ introspection: true, sandbox: true });
});
afterAll(() => shop.close());

let page: SandboxPage | undefined;
afterEach(() => {
  page?.close();
  page = undefined;
});

async function listening(changes: Parameters<SmallShop['gateway']>[0]): Promise<string> {
  const app = await shop.gateway(changes);
  return app.listen({ port: 0, host: '127.0.0.1' });
}

function open(gateway = allowing, origin = STUDIO): SandboxPage {
  page = openSandboxPage(origin, gateway);
  return page;
}

const introspection = (gateway = allowing) => ({
  name: 'IntrospectionQueryWithHeaders',
  operationId: 'schema',
  introspectionRequestBody: JSON.stringify({
    query: getIntrospectionQuery({
      descriptions: true,
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      inputValueDeprecation: true,
      oneOf: true,
    }),
    operationName: 'IntrospectionQuery',
  }),
  introspectionRequestHeaders: { accept: PARTS },
  includeCookies: false,
  sandboxEndpointUrl: `${gateway}/graphql`,
});
const request = (operation: string, rest: object = {}) => ({
  name: 'ExplorerRequest',
  operationId: 'operation',
  operation,
  variables: {},
  headers: { accept: PARTS, authorization },
  includeCookies: true,
  endpointUrl: `${allowing}/graphql`,
  ...rest,
});
const PARCEL = 'subscription Parcel($id: ID!) { parcelMoved(id: $id) { state } }';
function subscription(protocol: 'http-multipart' | 'graphql-ws', id: string, gateway = allowing) {
  const url = `${gateway}/graphql`;
  return {
    name: 'ExplorerSubscriptionRequest',
    operationId: 'stream',
    operation: PARCEL,
    operationName: 'Parcel',
    variables: { id },
    headers: { authorization, ...(protocol === 'http-multipart' && { accept: STREAM }) },
    subscriptionUrl: protocol === 'http-multipart' ? url : url.replace('http', 'ws'),
    protocol,
    httpMultipartParams: { includeCookies: false },
  };
}

test('it reads the schema, and again when it looks for changes', async () => {
  const { say, next, told } = open();
  for (let count = 0; count < 2; count++) {
    say(introspection());
    const { schema } = await next('SchemaResponse');
    const read = buildClientSchema(schema as IntrospectionQuery);
    expect(read.getSubscriptionType()?.getFields()).toHaveProperty('parcelMoved');
  }
  expect(told('SchemaError')).toEqual([]);
});

test('it runs queries and mutations of whoever has given their token', async () => {
  const { say, next } = open();
  say(request('query Mine { me { name } }', { operationName: 'Mine' }));
  expect((await next('ExplorerResponse')).response).toMatchObject({ status: 200, data: { me: { name: 'Ada' } } });
  say(request('mutation { buy }'));
  expect((await next('ExplorerResponse')).response).toMatchObject({ status: 200, data: { buy: 'bought' } });
  say(request('query Mine($first: Int) { list(first: $first) { id } }', { variables: { first: 5 } }));
  expect((await next('ExplorerResponse')).response).toMatchObject({ status: 200, data: { list: [] } });
});

test('it shows why an operation is refused, and why one with @defer is', async () => {
  const { say, next } = open();
  say(request('{ me { nam } }'));
  const unknown = [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }];
  expect((await next('ExplorerResponse')).response).toMatchObject({ status: 400, errors: unknown });
  say(request('{ me { ... @defer { name } } }'));
  const deferred = [{ message: expect.stringContaining('@defer'), extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }];
  expect((await next('ExplorerResponse')).response).toMatchObject({ status: 400, errors: deferred });
  say(request('{ me { name } }', { headers: { authorization: 'Bearer of nothing' } }));
  const unknownViewer = [{ extensions: { code: 'UNAUTHENTICATED' } }];
  expect((await next('ExplorerResponse')).response).toMatchObject({ status: 401, errors: unknownViewer });
});

test.each(['http-multipart', 'graphql-ws'] as const)(
  'it follows a subscription over %s to its end',
  async (protocol) => {
    const { say, next } = open();
    const id = `followed over ${protocol}`;
    shop.parcels.send(id);
    say(subscription(protocol, id));
    expect(stateIn(await next('ExplorerSubscriptionResponse'))).toBe('sent');
    expect(await next('ExplorerSetSocketStatus')).toMatchObject(
      protocol === 'graphql-ws' ? { status: 'connecting' } : { status: 'connected' },
    );
    shop.parcels.move(id, 'delivered');
    expect(stateIn(await next('ExplorerSubscriptionResponse'))).toBe('delivered');
    await eventually(() => expect(shop.parcels.watchers(id)).toBe(0));
  },
);

test.each(['http-multipart', 'graphql-ws'] as const)('it leaves a subscription over %s', async (protocol) => {
  const { say, next } = open();
  const id = `left over ${protocol}`;
  shop.parcels.send(id);
  say(subscription(protocol, id));
  expect(stateIn(await next('ExplorerSubscriptionResponse'))).toBe('sent');
  expect(shop.parcels.watchers(id)).toBe(1);
  say({ name: 'ExplorerSubscriptionTermination', operationId: 'stream' });
  await eventually(() => expect(shop.parcels.watchers(id)).toBe(0));
});

test.each(['http-multipart', 'graphql-ws'] as const)(
  'it shows why a subscription over %s is refused',
  async (protocol) => {
    const { say, next } = open();
    say(subscription(protocol, 'no parcel'));
    expect(JSON.stringify(await next('ExplorerSubscriptionResponse'))).toContain('NOT_FOUND');
  },
);

test('embedded in a page of ours it may ask as that page may', async () => {
  const closed = await listening({ introspection: true, sandbox: false });
  const { say, next } = open(closed, 'https://shop.test');
  say(introspection(closed));
  expect((await next('SchemaResponse')).schema).toHaveProperty('__schema');
});

test('where it is not allowed it is told nothing, not even by a socket', async () => {
  const closed = await listening({ introspection: true, sandbox: false });
  const { say, next, told } = open(closed);
  say(introspection(closed));
  expect((await next('SchemaError')).error).toMatchObject({ message: 'Failed to fetch' });
  say(request('{ refuse }', { endpointUrl: `${closed}/graphql` }));
  expect((await next('ExplorerResponse')).response).toMatchObject({ data: null });
  shop.parcels.send('unseen');
  for (const protocol of ['http-multipart', 'graphql-ws'] as const) say(subscription(protocol, 'unseen', closed));
  await eventually(() => expect(told('ExplorerSetSocketError').length).toBeGreaterThanOrEqual(2));
  expect(shop.parcels.watchers('unseen')).toBe(0);
  // A socket is tried again and again.
  say({ name: 'ExplorerSubscriptionTermination', operationId: 'stream' });
});

test("no other site of the same name may ask, and Apollo's reads when to come again", async () => {
  const headers = { 'content-type': 'application/json', authorization };
  const asked = { method: 'POST', headers, credentials: 'include', body: '{"query":"{ me { name } }"}' } as const;
  for (const origin of ['http://studio.apollographql.com', `${STUDIO}.evil.test`, 'https://apollographql.com'])
    await expect(pageFetch(origin)(`${allowing}/graphql`, asked)).rejects.toThrow('Failed to fetch');
  const answer = await pageFetch(STUDIO)(`${allowing}/graphql`, asked);
  expect(await answer.json()).toEqual({ data: { me: { name: 'Ada' } } });
  expect(answer.headers.get('access-control-expose-headers')).toBe('retry-after, www-authenticate');
});

test('a gateway that hides its schema says so', async () => {
  const hiding = await listening({ introspection: false, sandbox: true });
  const { say, next } = open(hiding);
  say(introspection(hiding));
  expect((await next('SchemaError')).errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
});

/** Of an answer over a socket, or in parts. */
function stateIn({ response }: Awaited<ReturnType<SandboxPage['next']>>): unknown {
  const [, state] = /"state":"(\w+)"/.exec(JSON.stringify(response)) ?? [];
  return state;
}
