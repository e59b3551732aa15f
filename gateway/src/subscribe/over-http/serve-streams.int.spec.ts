import { eventually, openEventStream, type StreamedAnswer } from '@rushgraph/testkit';
import type { FastifyInstance } from 'fastify';
import { createClient } from 'graphql-sse';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SmallShop, smallShop } from '../../../test/small-shop.ts';
import { defaultLimits } from '../../limit-operations/limits.ts';

let shop: SmallShop;
let app: FastifyInstance;
let origin: string;
let ada: Record<string, string>;
beforeAll(async () => {
  shop = await smallShop();
  app = await shop.gateway();
  origin = await app.listen({ port: 0, host: '127.0.0.1' });
  ada = { authorization: `Bearer ${await shop.signIn()}` };
});
afterAll(() => shop.close());

const query = 'subscription Parcel($id: ID!) { moved: parcelMoved(id: $id) { state item { name } } }';
const moved = (state: string, name: string | null = 'the cup') => ({ data: { moved: { state, item: { name } } } });
let parcels = 0;
function newParcel(owner?: string): string {
  parcels += 1;
  const id = `parcel ${parcels}`;
  shop.parcels.send(id, owner);
  return id;
}
const subscribe = (id: string, { at = origin, headers = ada, text = query, path = '/graphql/stream' } = {}) =>
  openEventStream(`${at}${path}`, { body: { query: text, variables: { id } }, headers });
const codes = (answer: StreamedAnswer | string) =>
  typeof answer === 'string' ? answer : answer.errors?.map(({ extensions }) => extensions?.code);

describe('a subscription over server-sent events', () => {
  test.each(['/graphql/stream', '/graphql'])(
    'at %s is told the present state, then each change, joined from other subgraphs, until its end',
    async (path) => {
      const id = newParcel();
      const stream = await subscribe(id, { path });
      expect([stream.status, stream.headers.get('content-type'), stream.headers.get('cache-control')]).toEqual([
        200,
        'text/event-stream; charset=utf-8',
        'no-store',
      ]);
      expect(await stream.next()).toEqual(moved('sent'));
      shop.parcels.move(id, 'in the post');
      expect(await stream.next()).toEqual(moved('in the post'));
      shop.parcels.move(id, 'delivered');
      expect(await stream.all()).toEqual([moved('delivered'), 'complete']);
      await eventually(() => expect(shop.parcels.watchers()).toBe(0));
    },
  );

  test('is read by the client of graphql-sse', async () => {
    const id = newParcel();
    const client = createClient({ url: `${origin}/graphql/stream`, headers: ada, retryAttempts: 0 });
    const seen: unknown[] = [];
    for await (const answer of client.iterate({ query, variables: { id } })) {
      seen.push(answer);
      shop.parcels.move(id, seen.length < 2 ? 'in the post' : 'delivered');
    }
    expect(seen).toEqual([moved('sent'), moved('in the post'), moved('delivered')]);
    client.dispose();
  });

  test('is closed at the subgraph when the client leaves', async () => {
    const id = newParcel();
    const stream = await subscribe(id);
    await stream.next();
    expect(shop.parcels.watchers(id)).toBe(1);
    stream.leave();
    await eventually(() => expect(shop.parcels.watchers(id)).toBe(0));
  });

  test('leaves out what a dead subgraph would add, and says which', async () => {
    const id = newParcel();
    const lonely = await shop.gateway({ urls: new Map([['item', 'http://127.0.0.1:1/graphql']]) });
    const stream = await subscribe(id, { at: await lonely.listen({ port: 0, host: '127.0.0.1' }) });
    expect(await stream.next()).toEqual({
      ...moved('sent', null),
      errors: [
        {
          message: 'The item service is not available.',
          path: ['moved', 'item', 'name'],
          extensions: { code: 'SUBGRAPH_UNAVAILABLE', service: 'item' },
        },
      ],
    });
    stream.leave();
  });

  test('skips and includes what its variables say', async () => {
    const id = newParcel();
    const text =
      'subscription ($id: ID!, $with: Boolean = false) { parcelMoved(id: $id) { state item @include(if: $with) { name } } }';
    const stream = await subscribe(id, { text });
    expect(await stream.next()).toEqual({ data: { parcelMoved: { state: 'sent' } } });
    stream.leave();
  });

  test('of somebody else’s is answered as one of nothing', async () => {
    const foreign = await (await subscribe(newParcel('bob'))).all();
    expect(foreign).toEqual([
      {
        data: null,
        errors: [{ message: 'There is no such parcel.', path: ['moved'], extensions: { code: 'NOT_FOUND' } }],
      },
      'complete',
    ]);
    expect(await (await subscribe('no parcel')).all()).toEqual(foreign);
  });
});

describe('a subscription is refused as a query would be', () => {
  const aliased = Array.from({ length: 60 }, (_, index) => `a${index}: state`).join(' ');
  test.each([
    ['no document', 'subscription {', ['GRAPHQL_PARSE_FAILED']],
    [
      'a condition at its root',
      'subscription ($s: Boolean = true) { parcelMoved(id: 1) @skip(if: $s) { state } }',
      ['GRAPHQL_VALIDATION_FAILED'],
    ],
    [
      'a condition at its root, in a fragment',
      'subscription { ... { ...F } } fragment F on Subscription { ...F parcelMoved(id: 1) @include(if: false) { state } }',
      ['GRAPHQL_VALIDATION_FAILED'],
    ],
    ['brackets without end', 'subscription { parcelMoved '.concat('{'.repeat(300)), ['OPERATION_TOO_COMPLEX']],
    ['an unknown field', 'subscription { orderChanged(id: 1) { id } }', ['GRAPHQL_VALIDATION_FAILED']],
    [
      'two fields at once',
      'subscription { a: parcelMoved(id: 1) { id } b: parcelMoved(id: 2) { id } }',
      ['GRAPHQL_VALIDATION_FAILED'],
    ],
    ['misleading names', 'subscription { parcelMoved(id: 1) { __typename: id } }', ['GRAPHQL_VALIDATION_FAILED']],
    ['many aliases', `subscription { parcelMoved(id: 1) { ${aliased} } }`, ['OPERATION_TOO_COMPLEX']],
    ['a query', '{ me { id } }', ['BAD_USER_INPUT']],
    ['a missing variable', 'subscription ($id: ID!) { parcelMoved(id: $id) { id } }', ['BAD_USER_INPUT']],
  ])('for %s, in the stream, and nothing is opened', async (_, text, expected) => {
    const opened = shop.parcels.opened();
    const body = { query: text };
    const stream = await openEventStream(`${origin}/graphql/stream`, { body, headers: ada });
    const [first, ...rest] = await stream.all();
    expect([stream.status, codes(first ?? ''), rest]).toEqual([200, expected, ['complete']]);
    expect(shop.parcels.opened()).toBe(opened);
  });

  test('for its price, and for coming too often', async () => {
    const dear = await shop.gateway({ limits: { ...defaultLimits, cost: 1 } });
    const first = await (
      await subscribe(newParcel(), { at: await dear.listen({ port: 0, host: '127.0.0.1' }) })
    ).next();
    expect(codes(first)).toEqual(['OPERATION_TOO_COMPLEX']);
    const uses: unknown[] = [];
    const counted = await shop.gateway({
      rates: { take: async ({ kind, fields }) => void uses.push([kind, [...fields]]) },
    });
    const stream = await subscribe(newParcel(), { at: await counted.listen({ port: 0, host: '127.0.0.1' }) });
    await stream.next();
    stream.leave();
    expect(uses).toEqual([['subscription', [['parcelMoved', 1]]]]);
  });

  test('for a worthless token, a foreign origin, another type of content, and another wish', async () => {
    const id = newParcel();
    const status = async (headers: Record<string, string>) => (await subscribe(id, { headers })).status;
    expect(await status({ authorization: 'Bearer nonsense' })).toBe(401);
    expect(await status({ ...ada, origin: 'https://evil.test' })).toBe(403);
    expect(await status({ ...ada, 'content-type': 'text/plain' })).toBe(415);
    expect(await status({ ...ada, accept: 'application/json' })).toBe(406);
    const allowed = await subscribe(id, { headers: { ...ada, origin: 'https://shop.test' } });
    expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([200, 'https://shop.test']);
    allowed.leave();
  });

  test('when only stored operations are run, and it is not one', async () => {
    const strict = await shop.gateway({ safelist: { textOf: () => undefined, refresh: async () => undefined } });
    const first = await (
      await subscribe(newParcel(), { at: await strict.listen({ port: 0, host: '127.0.0.1' }) })
    ).next();
    expect(codes(first)).toEqual(['OPERATION_NOT_SAFELISTED']);
  });
});

describe('at POST /graphql', () => {
  const post = (body: object, accept: string) =>
    app.inject({ method: 'POST', url: '/graphql', headers: { accept, ...ada }, payload: body });

  test('answers come as parts where they are asked for', async () => {
    const id = newParcel();
    shop.parcels.move(id, 'delivered');
    const accept = 'multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/graphql-response+json';
    const { headers, body } = await post({ query, variables: { id } }, accept);
    expect(headers['content-type']).toBe('multipart/mixed;boundary="graphql";subscriptionSpec=1.0');
    const part = `content-type: application/json\r\n\r\n${JSON.stringify({ payload: moved('delivered') })}`;
    expect(body).toBe(`\r\n--graphql\r\n${part}\r\n--graphql--\r\n`);
    const refused = await post({ query: 'subscription { nothing }' }, accept);
    expect(refused.body).toContain('{"payload":null,"errors":[{"message":"Cannot query field');
  });

  test('a query is a query, whatever else its client would take', async () => {
    const urql = 'application/graphql-response+json, application/json, text/event-stream, multipart/mixed';
    const { headers, body } = await post({ query: '{ me { name } }' }, urql);
    expect([headers['content-type'], JSON.parse(body)]).toEqual([
      'application/graphql-response+json; charset=utf-8',
      { data: { me: { name: 'Ada' } } },
    ]);
    const eventsOnly = await post({ query: 'mutation { login }' }, 'text/event-stream');
    expect([eventsOnly.statusCode, eventsOnly.headers['set-cookie']]).toEqual([406, undefined]);
  });

  test('a subscription that would take one answer is told how to ask', async () => {
    const refused = await post({ query, variables: { id: newParcel() } }, 'application/json');
    expect([refused.statusCode, refused.json().errors[0]]).toMatchObject([
      400,
      { extensions: { code: 'BAD_USER_INPUT' } },
    ]);
    expect(refused.json().errors[0].message).toContain('text/event-stream');
  });
});
