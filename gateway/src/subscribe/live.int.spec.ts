import { createLogger, createMetrics } from '@rushgraph/service';
import { eventually, openEventStream } from '@rushgraph/testkit';
import fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SmallShop, smallShop, streams } from '../../test/small-shop.ts';
import { heapAfterCollection } from '../../test/soak/heap.ts';
import { introduced } from '../../test/socket.ts';

let shop: SmallShop;
let ada: { readonly authorization: string };
beforeAll(async () => {
  shop = await smallShop();
  ada = { authorization: `Bearer ${await shop.signIn()}` };
});
afterAll(() => shop.close());

const query = 'subscription Parcel($id: ID!) { parcelMoved(id: $id) { state } }';
const moved = (state: string) => ({ data: { parcelMoved: { state } } });
let parcels = 0;
function newParcel(): string {
  parcels += 1;
  const id = `parcel ${parcels}`;
  shop.parcels.send(id);
  return id;
}
async function gateway(changes: Parameters<SmallShop['gateway']>[0] = {}) {
  const metrics = createMetrics('gateway', { defaults: false });
  const app = await shop.gateway({ metrics, ...changes });
  const origin = await app.listen({ port: 0, host: '127.0.0.1' });
  const follow = (
    id: string,
    { headers = ada, text = query }: { headers?: Record<string, string>; text?: string } = {},
  ) => openEventStream(`${origin}/graphql/stream`, { body: { query: text, variables: { id } }, headers });
  const read = async (name: string) =>
    (await metrics.registry.metrics()).split('\n').filter((line) => line.startsWith(name));
  return { app, origin, follow, read };
}
const ended = (code: string, reason?: string) => ({
  errors: [{ message: expect.any(String), extensions: { code, ...(reason !== undefined && { reason }) } }],
});

test('equal subscriptions of one viewer share one of the subgraph, each with its own parts', async () => {
  const { follow, read } = await gateway();
  const id = newParcel();
  const opened = shop.parcels.opened();
  const alike = await Promise.all(Array.from({ length: 5 }, () => follow(id)));
  for (const stream of alike) expect(await stream.next()).toEqual(moved('sent'));
  const late = await follow(id, { text: 'subscription Late($id: ID!) { parcelMoved(id: $id) { state } }' });
  expect(await late.next()).toEqual(moved('sent'));
  const bobs = await follow(id, { headers: { authorization: `Bearer ${await shop.signIn(['ADMIN'], 'other')}` } });
  expect(await bobs.next()).toEqual(moved('sent'));
  expect([shop.parcels.opened() - opened, shop.parcels.watchers(id)]).toEqual([3, 3]);
  shop.parcels.move(id, 'delivered');
  for (const stream of [...alike, late, bobs]) expect(await stream.all()).toEqual([moved('delivered'), 'complete']);
  await eventually(async () => expect(await read('gateway_upstreams{')).toEqual([expect.stringMatching(/ 0$/)]));
});

test('a request whose client leaves is not answered once more as a query', async () => {
  const lines: string[] = [];
  const destination = { write: (line: string) => lines.push(line) };
  const logger = createLogger({ service: 'gateway', level: 'warn', pretty: false, destination });
  const { app, origin } = await gateway({ logger });
  for (let count = 0; count < 3; count++) {
    const id = newParcel();
    const stream = await openEventStream(`${origin}/graphql`, { body: { query, variables: { id } }, headers: ada });
    expect(await stream.next()).toEqual(moved('sent'));
    stream.leave();
    await eventually(() => expect(shop.parcels.watchers(id)).toBe(0));
    // What comes later has been answered when the one before would have been.
    await app.inject({ method: 'POST', url: '/graphql', payload: { query: '{ me { id } }' } });
  }
  expect(lines).toEqual([]);
});

test('all subscriptions of a subgraph are one connection, whoever follows; it goes with the last of them', async () => {
  const { follow, read } = await gateway();
  const bob = { authorization: `Bearer ${await shop.signIn(['ADMIN'], 'other')}` };
  const ids = Array.from({ length: 40 }, newParcel);
  const open = await Promise.all(ids.map((id, index) => follow(id, { headers: index % 2 === 0 ? ada : bob })));
  for (const stream of open) expect(await stream.next()).toEqual(moved('sent'));
  const connections = () => read('gateway_upstream_connections{');
  expect([await connections(), await read('gateway_upstreams{')]).toEqual([
    [expect.stringMatching(/subgraph="order".* 1$/)],
    [expect.stringMatching(/subgraph="order".* 40$/)],
  ]);
  for (const id of ids) shop.parcels.move(id, 'delivered');
  for (const stream of open) expect(await stream.all()).toEqual([moved('delivered'), 'complete']);
  await eventually(async () => expect(await connections()).toEqual([expect.stringMatching(/ 0$/)]));
  const again = await follow(newParcel());
  expect(await again.next()).toEqual(moved('sent'));
  again.leave();
});

describe('events that come together', () => {
  async function followAll(fields: string, changes: Parameters<typeof gateway>[0] = {}) {
    const { follow } = await gateway(changes);
    const bob = { authorization: `Bearer ${await shop.signIn(['ADMIN'], 'other')}` };
    const ids = Array.from({ length: 30 }, newParcel);
    const text = `subscription Items($id: ID!) { parcelMoved(id: $id) { state item { ${fields} } } }`;
    const open = await Promise.all(ids.map((id, index) => follow(id, { text, headers: index % 2 === 0 ? ada : bob })));
    for (const stream of open) await stream.next();
    shop.itemAskers.splice(0);
    for (const id of ids) shop.parcels.move(id, 'delivered');
    const answers = await Promise.all(open.map((stream) => stream.all()));
    return { answers, askers: shop.itemAskers.splice(0) };
  }
  const delivered = (item: object) => [{ data: { parcelMoved: { state: 'delivered', item } } }, 'complete'];

  test('ask once for what is the same for everybody, as nobody', async () => {
    const { answers, askers } = await followAll('name');
    for (const answer of answers) expect(answer).toEqual(delivered({ name: 'the cup' }));
    // Events that come in one turn are asked for together; a busy computer may need some turns for 30.
    expect(new Set(askers)).toEqual(new Set(['anonymous']));
    expect(askers.length).toBeLessThan(answers.length / 2);
  });

  test('are each told once what concerns all of a call that they share', async () => {
    let calls = 0;
    const refusing = fastify();
    refusing.post('/graphql', async () => {
      calls += 1;
      return { data: null, errors: [{ message: 'We are stocktaking.', extensions: { code: 'FORBIDDEN' } }] };
    });
    const url = `${await refusing.listen({ port: 0, host: '127.0.0.1' })}/graphql`;
    const { answers } = await followAll('name twin: name', { urls: new Map([['item', url]]) });
    const error = { message: 'We are stocktaking.', extensions: { code: 'FORBIDDEN' } };
    const told = {
      data: { parcelMoved: { state: 'delivered', item: { name: null, twin: null } } },
      errors: [expect.objectContaining(error)],
    };
    for (const answer of answers) expect(answer).toEqual([told, 'complete']);
    // Else nobody has shared anything here.
    expect(calls).toBeLessThan(2 * answers.length);
    await refusing.close();
  });

  test('ask each for itself for what a subgraph may answer by viewer', async () => {
    const { answers, askers } = await followAll('name price');
    for (const answer of answers) expect(answer).toEqual(delivered({ name: 'the cup', price: 5 }));
    expect(askers).toEqual(answers.map(() => 'user'));
  });
});

describe('a subscription that does not end by itself says why', () => {
  test('when the access token ends', async () => {
    const { follow } = await gateway();
    const authorization = `Bearer ${await shop.signIn(['CUSTOMER'], 'session', 5)}`;
    const stream = await follow(newParcel(), { headers: { authorization } });
    expect(await stream.all()).toEqual([moved('sent'), ended('UNAUTHENTICATED'), 'complete']);
  });

  test('when the session was revoked, and the event is not told', async () => {
    const denied = new Set<string>();
    const { follow } = await gateway({ denyList: { isDenied: async (session) => denied.has(session) } });
    const id = newParcel();
    const stream = await follow(id);
    await stream.next();
    denied.add('session');
    shop.parcels.move(id, 'in the post');
    expect(await stream.all()).toEqual([ended('UNAUTHENTICATED'), 'complete']);
  });

  test('when the gateway stops, which does not wait for it', async () => {
    const { app, follow } = await gateway();
    const stream = await follow(newParcel());
    await stream.next();
    const closing = app.close();
    expect(await stream.all()).toEqual([ended('STREAM_ENDED', 'DRAINING'), 'complete']);
    await closing;
  });

  test('when the subgraph stays away', async () => {
    const { follow } = await gateway({
      urls: new Map([['order', 'http://127.0.0.1:1/graphql']]),
      timeoutMs: 300,
    });
    const lost = {
      errors: [{ message: expect.any(String), extensions: { code: 'SUBGRAPH_UNAVAILABLE', service: 'order' } }],
    };
    expect(await (await follow(newParcel())).all()).toEqual([lost, 'complete']);
  });

  test('when its viewer has too many', async () => {
    const { follow } = await gateway({ streams: { ...streams, perViewer: 2 } });
    const open = [await follow(newParcel()), await follow(newParcel())];
    const refused = {
      errors: [
        { message: 'At most 2 may be open at once.', extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 5 } },
      ],
    };
    expect(await (await follow(newParcel())).all()).toEqual([refused, 'complete']);
    open[0]?.leave();
    await eventually(async () => {
      const another = await follow(newParcel());
      const first = await another.next();
      another.leave();
      expect(first).toEqual(moved('sent'));
    });
    open[1]?.leave();
  });
});

test('after its connection to the subgraph was cut a subscription is told what changed meanwhile, and nothing twice', async () => {
  const { follow, read } = await gateway();
  const id = newParcel();
  const stream = await follow(id);
  expect(await stream.next()).toEqual(moved('sent'));
  const opened = shop.parcels.opened();
  shop.cut('order');
  await eventually(() => expect(shop.parcels.opened()).toBe(opened + 1));
  shop.cut('order');
  shop.parcels.move(id, 'in the post');
  expect(await stream.next()).toEqual(moved('in the post'));
  shop.parcels.move(id, 'delivered');
  expect(await stream.all()).toEqual([moved('delivered'), 'complete']);
  expect(await read('gateway_upstream_gaps_total')).toEqual([expect.stringMatching(/subgraph="order".* [12]$/)]);
});

test('who does not read costs the memory of one state, and reads the newest in the end', async () => {
  const { origin } = await gateway({ streams: { ...streams, perAddress: 5 } });
  const id = newParcel();
  const socket = await introduced(`${origin.replace('http', 'ws')}/graphql`, ada);
  const text = 'subscription Parcel($id: ID!) { parcelMoved(id: $id) { state note } }';
  socket.send({ type: 'subscribe', id: '1', payload: { query: text, variables: { id } } });
  await socket.next();
  socket.socket.pause();
  // Far more than the buffers of two kernels hold.
  const note = 'x'.repeat(1_000_000);
  for (let count = 1; count <= 60; count++) {
    shop.parcels.move(id, `${count}`, note);
    await new Promise((resolve) => setImmediate(resolve));
  }
  shop.parcels.move(id, 'delivered');
  socket.socket.resume();
  const states: string[] = [];
  for (let message = await socket.next(); message !== 'closed'; message = await socket.next()) {
    if (message.type === 'complete') break;
    states.push(JSON.stringify(message.payload).slice(0, 60));
  }
  expect(states.length).toBeLessThan(60);
  expect(states.at(-1)).toContain('delivered');
  socket.socket.close();
});

test('a thousand subscriptions that come and go leave nothing behind', async () => {
  const { follow, read } = await gateway();
  const ids = Array.from({ length: 10 }, newParcel);
  async function comeAndGo(rounds: number): Promise<number> {
    for (let round = 0; round < rounds; round++) {
      const open = await Promise.all(ids.map((id) => follow(id)));
      for (const stream of open) expect(await stream.next()).toEqual(moved('sent'));
      for (const stream of open) stream.leave();
    }
    await eventually(() => expect(shop.parcels.watchers()).toBe(0));
    return heapAfterCollection();
  }
  // What is compiled and kept by the first of them stays.
  const before = await comeAndGo(60);
  // What one collection has left over is not what stays.
  const after = Math.min(await comeAndGo(100), await comeAndGo(20), await comeAndGo(20));
  // Of the gateway, the subgraph and the clients together: less than 2 kB for each that came and went.
  expect(after - before).toBeLessThan(2);
  await eventually(async () => {
    expect(shop.parcels.watchers()).toBe(0);
    expect(await read('gateway_upstreams{')).toEqual([expect.stringMatching(/ 0$/)]);
    expect(await read('gateway_upstream_connections{')).toEqual([expect.stringMatching(/ 0$/)]);
    expect(await read('gateway_subscriptions{')).toEqual([expect.stringMatching(/ 0$/)]);
  });
}, 180_000);
