import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { RetryLink } from '@apollo/client/link/retry';
import { eventually, expectSuccess, must, type Person, type TestProcess } from '@rushgraph/testkit';
import { beforeAll, describe, expect, test } from 'vitest';
import { createShopClient } from '../clients/apollo-client.ts';
import { createSession, type Session } from '../clients/session.ts';
import { createUrqlClient } from '../clients/urql-client.ts';
import { type WatchedOrder, watchOrder } from '../clients/watch-order.ts';
import { watchOverSocket } from '../clients/watch-over-socket.ts';
import { placeOrder } from '../shop/orders.ts';
import { useSystem } from '../shop/use-system.ts';

// Nobody decides orders before a worker of the item service is started.
const shop = useSystem({
  only: ['user', 'item', 'order', 'gateway'],
  // However long that takes on a busy computer, no order is given up meanwhile.
  env: { item: { ROLES: 'api' }, order: { GIVE_UP_AFTER_MS: '3600000' } },
});
let second: TestProcess;
/** Whom the second gateway asks. */
let order: TestProcess;
let ada: Person;
let itemId: string;

beforeAll(async () => {
  order = await shop().another('order');
  second = await shop().another('gateway', { ORDER_URL: `${order.url}/graphql` });
  await Promise.all([order.waitReady(), second.waitReady()]);
  ada = await shop().given.customer();
  itemId = (await shop().given.item({ name: 'Green tea' })).id;
});

const query = `subscription Watch($id: ID!) { orderChanged(orderId: $id) { status title lines { quantity item { name } } } }`;
const state = (status: string) => ({
  status,
  title: status === 'PENDING' ? null : 'Green tea',
  lines: [{ quantity: 1, item: { name: 'Green tea' } }],
});

async function newOrder(key: string): Promise<string> {
  return expectSuccess(await placeOrder(ada, [{ itemId, quantity: 1 }], key)).order.id;
}

function signedIn(person: Person = ada): Session {
  const session = createSession(`${shop().url}/graphql`);
  session.accessToken = person.token;
  return session;
}

/** One gateway after the other, the first one first. */
function inTurn(address: (origin: string) => string): () => string {
  const origins = [shop().url, second.url];
  let turn = -1;
  return () => {
    turn = (turn + 1) % origins.length;
    return address(origins[turn] ?? '');
  };
}

type Watch = (orderId: string, onOrder: (order: WatchedOrder) => void) => Promise<void>;

const clients: Readonly<Record<string, Watch>> = {
  'graphql-sse': (orderId, onOrder) =>
    watchOrder({ url: inTurn((origin) => `${origin}/graphql/stream`), session: signedIn(), orderId, onOrder }),
  'graphql-ws': (orderId, onOrder) =>
    watchOverSocket({
      url: inTurn((origin) => `${origin.replace('http', 'ws')}/graphql`),
      session: signedIn(),
      orderId,
      onOrder,
    }),
  'Apollo Client, multipart': (orderId, onOrder) => {
    const uri = inTurn((origin) => `${origin}/graphql`);
    const http = new HttpLink({ uri: () => uri(), headers: { authorization: `Bearer ${ada.token}` } });
    const retry = new RetryLink({ attempts: { max: 20 } });
    const client = new ApolloClient({ link: ApolloLink.from([retry, http]), cache: new InMemoryCache() });
    return new Promise((resolve, reject) => {
      client.subscribe<{ orderChanged: WatchedOrder }>({ query: gql(query), variables: { id: orderId } }).subscribe({
        next: ({ data, error }) => (data == null ? reject(error) : onOrder(plain(data.orderChanged))),
        complete: resolve,
        error: reject,
      });
    });
  },
};

/** Without the names of types that Apollo Client asks for. */
function plain(order: WatchedOrder): WatchedOrder {
  return JSON.parse(JSON.stringify(order, (key, value) => (key === '__typename' ? undefined : value)));
}

describe('an order that is watched', () => {
  test('is one that does not exist to another customer, over every transport', async () => {
    const orderId = await newOrder('foreign');
    const ben = await shop().given.customer({ name: 'Ben' });
    const url = () => `${shop().url}/graphql/stream`;
    const watch = (id: string, person: Person) =>
      watchOrder({ url, session: signedIn(person), orderId: id, onOrder: () => undefined });
    await expect(watch(orderId, ben)).rejects.toThrow('There is no such order.');
    await expect(watch('none', ada)).rejects.toThrow('There is no such order.');
    const socket = () => `${shop().url.replace('http', 'ws')}/graphql`;
    const overSocket = watchOverSocket({ url: socket, session: signedIn(ben), orderId, onOrder: () => undefined });
    await expect(overSocket).rejects.toThrow('There is no such order.');
  });

  test('is told what became of it while the order service was dead, and nothing twice', async () => {
    const orderId = await newOrder('killed');
    const seen: string[] = [];
    const url = () => `${second.url}/graphql/stream`;
    const onOrder = ({ status }: WatchedOrder) => seen.push(status);
    const end = watchOrder({ url, session: signedIn(), orderId, onOrder });
    await eventually(() => expect(seen).toEqual(['PENDING']));
    await order.kill('SIGKILL');
    const worker = await shop().another('item', { ROLES: 'worker' });
    await worker.waitReady();
    // The other instance settles it, and answers for it through the other gateway.
    await eventually(async () => {
      const found = await must(ada.graph('query ($id: ID!) { order(id: $id) { status } }', { id: orderId }));
      expect(found).toEqual({ order: { status: 'CONFIRMED' } });
    });
    expect(seen).toEqual(['PENDING']);
    await order.restart();
    await end;
    expect(seen).toEqual(['PENDING', 'CONFIRMED']);
    await worker.kill();
    await order.waitReady();
  });

  test('is followed from PENDING to CONFIRMED by each client, over two gateways and two order instances, one gateway killed in between', async () => {
    const orderId = await newOrder('watched');
    const seen = new Map(Object.keys(clients).map((name) => [name, [] as WatchedOrder[]]));
    const ends = Object.entries(clients).map(([name, watch]) => watch(orderId, (order) => seen.get(name)?.push(order)));
    await eventually(() => {
      for (const orders of seen.values()) expect(orders).toEqual([state('PENDING')]);
    });
    const urql = createUrqlClient({ url: `${second.url}/graphql`, session: signedIn() });
    const byUrql: unknown[] = [];
    const urqlEnd = new Promise<void>((resolve) => {
      const { unsubscribe } = urql.subscription(query, { id: orderId }).subscribe(({ data, hasNext }) => {
        // At the end it says its last state once more.
        if (hasNext) {
          byUrql.push(data);
          return;
        }
        unsubscribe();
        resolve();
      });
    });
    const shopClient = createShopClient({ url: `${second.url}/graphql`, session: signedIn(), possibleTypes: {} });
    const byHash: string[] = [];
    const hashEnd = new Promise<void>((resolve, reject) => {
      shopClient
        .subscribe<{ orderChanged: WatchedOrder }>({ query: gql(query), variables: { id: orderId } })
        .subscribe({
          next: ({ data }) => byHash.push(data?.orderChanged.status ?? 'nothing'),
          complete: resolve,
          error: reject,
        });
    });
    await eventually(() => expect([byUrql.length, byHash]).toEqual([1, ['PENDING']]));

    await shop().process('gateway').kill('SIGKILL');
    const worker = await shop().another('item', { ROLES: 'worker' });
    await worker.waitReady();
    await Promise.all([...ends, urqlEnd, hashEnd]);

    for (const [name, orders] of seen) {
      expect([name, orders[0], orders.at(-1)]).toEqual([name, state('PENDING'), state('CONFIRMED')]);
      const statuses = orders.map(({ status }) => status);
      // Told again by the other gateway, perhaps; but never older than before.
      expect(statuses.lastIndexOf('PENDING')).toBeLessThan(statuses.indexOf('CONFIRMED'));
    }
    expect(byUrql).toEqual([{ orderChanged: state('PENDING') }, { orderChanged: state('CONFIRMED') }]);
    expect(byHash).toEqual(['PENDING', 'CONFIRMED']);
  });
});
