import { eventually } from '@rushgraph/testkit';
import type { FastifyInstance } from 'fastify';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type SmallShop, smallShop, streams } from '../../../test/small-shop.ts';
import { introduced, openSocket, type TestSocket } from '../../../test/socket.ts';

let shop: SmallShop;
let app: FastifyInstance;
let url: string;
let ada: { readonly authorization: string };
beforeAll(async () => {
  shop = await smallShop();
  app = await shop.gateway();
  url = addressOf(await app.listen({ port: 0, host: '127.0.0.1' }));
  ada = { authorization: `Bearer ${await shop.signIn()}` };
});
afterAll(() => shop.close());

const query = 'subscription Parcel($id: ID!) { parcelMoved(id: $id) { state item { name } } }';
const moved = (state: string) => ({ data: { parcelMoved: { state, item: { name: 'the cup' } } } });
let parcels = 0;
function newParcel(owner?: string): string {
  parcels += 1;
  const id = `parcel ${parcels}`;
  shop.parcels.send(id, owner);
  return id;
}
const addressOf = (origin: string) => `${origin.replace('http', 'ws')}/graphql`;
const subscribe = (id: string, operation = '1') => ({
  type: 'subscribe',
  id: operation,
  payload: { query, variables: { id } },
});
async function gateway(changes: Parameters<SmallShop['gateway']>[0]) {
  const changed = await shop.gateway(changes);
  return { app: changed, url: addressOf(await changed.listen({ port: 0, host: '127.0.0.1' })) };
}

describe('a subscription over a WebSocket', () => {
  test('is followed to its end by the client of graphql-ws, which says in its introduction who it is', async () => {
    const id = newParcel();
    const client = createClient({ url, webSocketImpl: WebSocket, connectionParams: ada, retryAttempts: 0 });
    const seen: unknown[] = [];
    for await (const answer of client.iterate({ query, variables: { id } })) {
      seen.push(answer);
      shop.parcels.move(id, seen.length < 2 ? 'in the post' : 'delivered');
    }
    expect(seen).toEqual([moved('sent'), moved('in the post'), moved('delivered')]);
    await client.dispose();
  });

  test('shares its socket with others, and ends alone', async () => {
    const [one, other] = [newParcel(), newParcel()];
    const socket = await introduced(url, ada);
    socket.send(subscribe(one, 'a'));
    expect(await socket.next()).toEqual({ type: 'next', id: 'a', payload: moved('sent') });
    socket.send(subscribe(other, 'b'));
    expect(await socket.next()).toEqual({ type: 'next', id: 'b', payload: moved('sent') });
    socket.send({ type: 'complete', id: 'a' });
    await eventually(() => expect([shop.parcels.watchers(one), shop.parcels.watchers(other)]).toEqual([0, 1]));
    shop.parcels.move(other, 'delivered');
    expect(await socket.next()).toEqual({ type: 'next', id: 'b', payload: moved('delivered') });
    expect(await socket.next()).toEqual({ type: 'complete', id: 'b' });
    socket.socket.close();
  });

  test('is closed at the subgraph when the socket goes', async () => {
    const id = newParcel();
    const socket = await introduced(url, ada);
    socket.send(subscribe(id));
    await socket.next();
    socket.socket.terminate();
    await eventually(() => expect(shop.parcels.watchers(id)).toBe(0));
  });

  test.each([
    ['is open', async (socket: TestSocket) => void (await socket.next())],
    ['is being opened', async () => undefined],
  ])('that is left while it %s gives its name to another one, and both end', async (_, wait) => {
    const [one, other, third] = [newParcel(), newParcel(), newParcel()];
    const socket = await introduced(url, ada);
    socket.send(subscribe(one));
    await wait(socket);
    // Without a pause between them, so that the first is not closed yet when its name is used again.
    for (const id of [other, third]) {
      socket.send({ type: 'complete', id: '1' });
      socket.send(subscribe(id));
    }
    expect(await socket.next()).toEqual({ type: 'next', id: '1', payload: moved('sent') });
    await eventually(() => expect([one, other, third].map(shop.parcels.watchers)).toEqual([0, 0, 1]));
    for (const id of [one, other]) shop.parcels.move(id, 'in the post');
    shop.parcels.move(third, 'in the attic');
    expect(await socket.next()).toEqual({ type: 'next', id: '1', payload: moved('in the attic') });
    socket.send({ type: 'complete', id: '1' });
    await eventually(() => expect(shop.parcels.watchers(third)).toBe(0));
    socket.socket.close();
  });

  test.each([
    ['an unknown field', 'subscription { nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    ['no document', 'subscription {', 'GRAPHQL_PARSE_FAILED'],
    ['a query', '{ me { id } }', 'BAD_USER_INPUT'],
  ])('is refused for %s, and the socket stays', async (_, text, code) => {
    const socket = await introduced(url, undefined);
    socket.send({ type: 'subscribe', id: '1', payload: { query: text } });
    expect(await socket.next()).toMatchObject({ type: 'error', id: '1', payload: [{ extensions: { code } }] });
    socket.send({ type: 'ping' });
    expect(await socket.next()).toEqual({ type: 'pong' });
    socket.socket.close();
  });

  test('of somebody else’s is answered as one of nothing', async () => {
    const socket = await introduced(url, ada);
    socket.send(subscribe(newParcel('bob')));
    const errors = [{ message: 'There is no such parcel.', path: ['parcelMoved'], extensions: { code: 'NOT_FOUND' } }];
    const answer = { type: 'next', id: '1', payload: { data: null, errors } };
    expect([await socket.next(), await socket.next()]).toEqual([answer, { type: 'complete', id: '1' }]);
    socket.send(subscribe('no parcel'));
    expect([await socket.next(), await socket.next()]).toEqual([answer, { type: 'complete', id: '1' }]);
    socket.socket.close();
  });
});

test('a socket is closed whose message comes in more parts than a client would make', async () => {
  const { socket, closed } = await introduced(url, ada);
  const text = JSON.stringify({ type: 'ping', payload: { filled: 'x'.repeat(200) } });
  for (const part of text.slice(0, 90)) socket.send(part, { fin: false });
  socket.send(text.slice(90));
  for (const part of text.slice(0, 101)) socket.send(part, { fin: false });
  expect(await closed).toEqual([1008, '']);
});

describe('a socket is not accepted', () => {
  test.each([
    ['from a foreign page', '/graphql', { origin: 'https://evil.test' }, 403],
    ['elsewhere', '/explorer', {}, 404],
  ])('%s', async (_, path, headers, status) => {
    await expect(openSocket(url.replace('/graphql', path), { headers })).rejects.toThrow(`${status}`);
  });

  test('for another protocol', async () => {
    await expect(openSocket(url, { protocols: ['graphql-ws'] })).rejects.toThrow('subprotocol');
  });

  test('when its address has too many', async () => {
    const few = await gateway({ streams: { ...streams, perAddress: 2 } });
    const open = [await openSocket(few.url), await openSocket(few.url)];
    await expect(openSocket(few.url)).rejects.toThrow('429');
    open[0]?.socket.close();
    await eventually(async () => (await openSocket(few.url)).socket.close());
    open[1]?.socket.close();
  });

  test('beyond the five hundredth of one address, of a thousand that it opens at once; others are served meanwhile', async () => {
    // Nobody introduces itself, however long opening a thousand takes.
    const patient = { ...streams, initMs: 120_000 };
    const { url: busy, app: server } = await gateway({ trustedProxies: ['127.0.0.0/8'], streams: patient });
    const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
    const opened = await Promise.allSettled(Array.from({ length: 1_000 }, () => openSocket(busy, from('192.0.2.1'))));
    expect(opened.filter(({ status }) => status === 'fulfilled')).toHaveLength(500);
    const id = newParcel();
    const other = await introduced(busy, ada, from('192.0.2.2'));
    other.send(subscribe(id));
    expect(await other.next()).toEqual({ type: 'next', id: '1', payload: moved('sent') });
    await server.close();
  }, 120_000);

  test('but from pages that may call, and from the gateway’s own', async () => {
    for (const origin of ['https://shop.test', new URL(url.replace('ws', 'http')).origin])
      (await openSocket(url, { headers: { origin } })).socket.close();
  });
});

describe('a socket is closed with a code', () => {
  test.each([
    ['no protocol', [], [], 4406],
    ['no JSON', undefined, ['{'], 4400],
    ['what servers say', undefined, ['{"type":"connection_ack"}'], 4400],
    ['a subscription before the introduction', undefined, [JSON.stringify(subscribe('any'))], 4401],
    ['two introductions', undefined, Array(2).fill('{"type":"connection_init"}'), 4429],
    [
      'a worthless token',
      undefined,
      ['{"type":"connection_init","payload":{"authorization":"Bearer nonsense"}}'],
      4403,
    ],
    ['a message that is too long', undefined, ['x'.repeat(200_000)], 1009],
  ])('for %s', async (_, protocols, messages, code) => {
    const socket = await openSocket(url, protocols === undefined ? {} : { protocols });
    for (const message of messages) socket.socket.send(message);
    expect((await socket.closed)[0]).toBe(code);
  });

  test.each([
    ['that is in use', 'a'],
    ['that is in use, and longer than a reason can be', 'a'.repeat(200)],
  ])('for a name %s', async (_, name) => {
    const socket = await introduced(url, ada);
    for (let count = 0; count < 2; count++) socket.send(subscribe('any', name));
    expect((await socket.closed)[0]).toBe(4409);
  });

  test('for an introduction that does not come', async () => {
    const hasty = await gateway({ streams: { ...streams, initMs: 100 } });
    expect((await (await openSocket(hasty.url)).closed)[0]).toBe(4408);
  });

  test('when the access token ends, and a revoked session sees nothing more', async () => {
    const brief = await introduced(url, { authorization: `Bearer ${await shop.signIn(['CUSTOMER'], 'session', 10)}` });
    expect(await brief.closed).toEqual([4403, 'The access token is invalid or has ended.']);
    const denied = new Set<string>();
    const watchful = await gateway({ denyList: { isDenied: async (session) => denied.has(session) } });
    const socket = await introduced(watchful.url, ada);
    const id = newParcel();
    socket.send(subscribe(id));
    await socket.next();
    denied.add('session');
    shop.parcels.move(id, 'in the post');
    expect(await socket.next()).toBe('closed');
    expect((await socket.closed)[0]).toBe(4403);
  });

  test('when the gateway stops', async () => {
    const stopping = await gateway({});
    const [idle, busy] = [await introduced(stopping.url, undefined), await introduced(stopping.url, ada)];
    busy.send(subscribe(newParcel()));
    await busy.next();
    await stopping.app.close();
    for (const { closed } of [idle, busy]) expect(await closed).toEqual([1012, 'This gateway stops: connect again.']);
  });

  test('when its client talks, and reads nothing of what it is answered', async () => {
    const talkedTo = await gateway({});
    const connections = () =>
      new Promise<number>((resolve) => talkedTo.app.server.getConnections((_, count) => resolve(count)));
    const { socket } = await introduced(talkedTo.url, ada);
    socket.on('error', () => undefined);
    socket.pause();
    const ping = JSON.stringify({ type: 'ping', payload: { text: 'x'.repeat(90_000) } });
    await eventually(async () => {
      for (let count = 0; count < 20 && socket.readyState === socket.OPEN; count++) socket.send(ping);
      expect(await connections()).toBe(0);
    });
    socket.terminate();
  });

  test('when its client has gone without a word', async () => {
    const watchful = await gateway({ streams: { ...streams, heartbeatMs: 200 } });
    const socket = await introduced(watchful.url, ada);
    const id = newParcel();
    socket.send(subscribe(id));
    await socket.next();
    // It reads nothing more, so it answers no ping either.
    socket.socket.pause();
    await eventually(() => expect(shop.parcels.watchers(id)).toBe(0));
    socket.socket.terminate();
  });
});
