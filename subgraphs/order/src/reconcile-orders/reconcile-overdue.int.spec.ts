import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { VIEWER_HEADER, verifyViewer } from '@rushgraph/identity';
import { createPolicy, LOOK_UP_SETTINGS, pickFrom } from '@rushgraph/resilience';
import { race, silentLogger, testViewerKey } from '@rushgraph/testkit';
import { Registry } from 'prom-client';
import { Agent } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type OrderFixture, orderFixture, placement, refused, reserved } from '../../test/order-fixture.ts';
import { loadOrders } from '../db/load-orders.ts';
import { claimOverdue } from './claim-overdue.ts';
import { createFetchReservation } from './fetch-reservation.ts';
import { overdueRows } from './overdue-rows.ts';
import { reconcileOverdue } from './reconcile-overdue.ts';

type Placed = ReturnType<typeof placement>;

/** An item service that answers as it is told, over real HTTP. */
interface ItemService {
  readonly server: Server;
  readonly url: URL;
  readonly asked: { orderId: string; headers: IncomingHttpHeaders }[];
  answer: (orderId: string) => { status?: number; body: unknown } | 'hang';
}

async function itemService(): Promise<ItemService> {
  const asked: ItemService['asked'] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      const { variables } = JSON.parse(text);
      asked.push({ orderId: variables.orderId, headers: request.headers });
      const told = service.answer(variables.orderId);
      if (told === 'hang') return;
      response.writeHead(told.status ?? 200, { 'content-type': 'application/json' }).end(JSON.stringify(told.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const service: ItemService = {
    server,
    asked,
    url: new URL(`http://127.0.0.1:${port}/graphql`),
    answer: () => unknown,
  };
  return service;
}

const unknown = { body: { data: { reservation: null } } };
const decided = (result: ReturnType<typeof reserved>) => ({
  body: {
    data: {
      reservation: result.outcome === 'RESERVED' ? { ...result, reason: null, itemIds: [] } : { ...result, lines: [] },
    },
  },
});
const released = {
  body: {
    data: {
      reservation: { outcome: 'RELEASED', reason: null, itemIds: [], lines: [], decidedAt: '2026-03-01T12:00:00.100Z' },
    },
  },
};

let shop: OrderFixture;
let items: ItemService;
const client = new Agent();
beforeAll(async () => {
  shop = await orderFixture();
  items = await itemService();
});
afterAll(async () => {
  await client.destroy();
  items.server.closeAllConnections();
  await new Promise((resolve) => items.server.close(resolve));
  await shop.drop();
});
beforeEach(async () => {
  for (const table of ['orders', 'order_check', 'outbox']) await shop.database.run(`DELETE FROM ${table}`);
  shop.events.length = 0;
  items.asked.length = 0;
  items.answer = () => unknown;
});

const settings = {
  checkAfterMs: 5_000,
  retryAfterMs: 2_000,
  giveUpAfterMs: 30_000,
  giveUpUnheardAfterMs: 3_600_000,
  leaseMs: 15_000,
};

async function reconcile(url = items.url, batchSize = 20) {
  const { claimed } = await reconcileBatch(url, batchSize);
  return claimed;
}

function reconcileBatch(url: URL, batchSize: number) {
  const deps = {
    ...shop,
    now: shop.clock,
    settings: { ...settings, batchSize },
    logger: silentLogger(),
    fetchReservation: createFetchReservation({
      client,
      policy: createPolicy({
        name: 'item',
        instances: pickFrom([{ id: url.host, url }]),
        settings: { ...LOOK_UP_SETTINGS, timeLimitMs: 300, tries: 2 },
        logger: silentLogger(),
        registry: new Registry(),
        random: Math.random,
      }),
      viewerKey: testViewerKey,
      limitMs: 8_000,
      now: shop.clock,
    }),
  };
  return reconcileOverdue(deps, overdueRows(deps));
}

async function place(key = 'k1'): Promise<Placed> {
  const placed = placement('ann', key);
  await shop.engine().place(placed);
  shop.events.length = 0;
  return placed;
}
/** All events leave. */
const relay = () => shop.database.run('DELETE FROM outbox');
const stateOf = async ({ id }: Placed) => (await loadOrders(shop.database, [id])).get(id);

describe('an overdue order', () => {
  it('is looked up 5 s after it was placed, not before, with a viewer signed for the item service', async () => {
    const placed = await place();
    shop.clock.advance(4_999);
    expect(await reconcile()).toBe(0);
    shop.clock.advance(1);
    expect(await reconcile()).toBe(1);
    expect(items.asked.map(({ orderId }) => orderId)).toEqual([placed.id]);
    const token = String(items.asked[0]?.headers[VIEWER_HEADER]);
    expect(verifyViewer(token, { audience: 'item', key: testViewerKey, now: shop.clock() })).toEqual({
      kind: 'service',
      name: 'order',
    });
  });

  it('is finalised from the answer, as the event would have done it', async () => {
    const [sold, soldOut] = [await place('k1'), await place('k2')];
    items.answer = (id) => decided(id === sold.id ? reserved(sold) : refused(soldOut));
    shop.clock.advance(5_000);
    expect(await reconcile()).toBe(2);
    expect(await stateOf(sold)).toMatchObject({ status: 'CONFIRMED', version: 2, title: 'Item 1 and 1 more' });
    expect(await stateOf(soldOut)).toMatchObject({ status: 'REJECTED', version: 2, rejection: { reason: 'SOLD_OUT' } });
    expect(shop.kinds().sort()).toEqual([
      'commerce.order.requested.v1 †',
      'commerce.order.requested.v1 †',
      'commerce.order.updated.v2',
      'commerce.order.updated.v2',
    ]);
    shop.clock.advance(60_000);
    expect(await reconcile()).toBe(0);
  });

  it('is requested again exactly once when it is unknown, then given up at 30 s with a release', async () => {
    const placed = await place();
    const done: string[][] = [];
    for (let round = 0; round < 6; round++) {
      shop.clock.advance(5_000);
      await reconcile();
      done.push(shop.kinds());
      shop.events.length = 0;
      await relay();
    }
    expect(done).toEqual([
      ['commerce.order.requested.v1'],
      [],
      [],
      [],
      [],
      ['commerce.order.updated.v2', 'commerce.order.requested.v1 †', 'commerce.order.released.v1'],
    ]);
    expect(await stateOf(placed)).toMatchObject({
      status: 'REJECTED',
      version: 2,
      rejection: { reason: 'TIMED_OUT', itemIds: [] },
    });
  });

  it('waits, however old it is, while the item service has its request and has not decided it', async () => {
    const placed = await place();
    items.answer = () => ({
      body: { data: { reservation: { outcome: 'WAITING', reason: null, itemIds: [], lines: [], decidedAt: null } } },
    });
    for (let round = 0; round < 30; round++) {
      shop.clock.advance(5_000);
      expect(await reconcile()).toBe(1);
    }
    expect([await stateOf(placed), shop.kinds()]).toMatchObject([{ status: 'PENDING', version: 1 }, []]);
  });

  it('waits while its repeated request may not have left, whatever the item service knows', async () => {
    const placed = await place();
    shop.clock.advance(5_000);
    await reconcile();
    expect(shop.kinds()).toEqual(['commerce.order.requested.v1']);
    shop.clock.advance(60_000);
    await reconcile();
    expect(await stateOf(placed)).toMatchObject({ status: 'PENDING', version: 1 });
    await relay();
    shop.clock.advance(5_000);
    await reconcile();
    expect(await stateOf(placed)).toMatchObject({ status: 'REJECTED', rejection: { reason: 'TIMED_OUT' } });
  });

  it.each([
    ['is down', () => new URL('http://127.0.0.1:1/graphql'), () => unknown],
    ['hangs', () => items.url, () => 'hang' as const],
    ['fails', () => items.url, () => ({ status: 500, body: {} })],
    [
      'answers null with an error',
      () => items.url,
      () => ({ body: { data: { reservation: null }, errors: [{ message: 'x' }] } }),
    ],
  ])('waits while the item service %s, and is not requested again', async (_, url, answer) => {
    const placed = await place();
    items.answer = answer;
    for (const step of [5_000, 2_000, 2_000]) {
      shop.clock.advance(step);
      expect(await reconcile(url())).toBe(1);
    }
    expect(await stateOf(placed)).toMatchObject({ status: 'PENDING', version: 1 });
    expect(shop.kinds()).toEqual([]);
    items.answer = () => decided(reserved(placed));
    shop.clock.advance(2_000);
    await reconcile();
    expect(await stateOf(placed)).toMatchObject({ status: 'CONFIRMED' });
  });

  it('is given up when the item service is down for too long', async () => {
    const placed = await place();
    shop.clock.advance(3_600_000);
    await reconcile(new URL('http://127.0.0.1:1/graphql'));
    expect(await stateOf(placed)).toMatchObject({ status: 'REJECTED', rejection: { reason: 'TIMED_OUT' } });
    expect(shop.kinds()).toContain('commerce.order.released.v1');
  });

  it('is given up at once when its stock has been released', async () => {
    const placed = await place();
    items.answer = () => released;
    shop.clock.advance(5_000);
    await reconcile();
    expect(await stateOf(placed)).toMatchObject({ status: 'REJECTED', rejection: { reason: 'TIMED_OUT' } });
  });

  it('is not settled from an answer about other lines', async () => {
    const placed = await place();
    items.answer = () => decided(reserved({ ...placed, lines: placed.lines.slice(1) }));
    shop.clock.advance(5_000);
    await reconcile();
    expect(await stateOf(placed)).toMatchObject({ status: 'PENDING', version: 1 });
    shop.clock.advance(25_000);
    await reconcile();
    expect(await stateOf(placed)).toMatchObject({ status: 'REJECTED', rejection: { reason: 'TIMED_OUT' } });
    expect(shop.kinds()).toContain('commerce.order.released.v1');
  });
});

describe('a batch of overdue orders', () => {
  it('is followed by the next at once, but not while the item service is down', async () => {
    for (const key of ['k1', 'k2', 'k3']) await place(key);
    shop.clock.advance(5_000);
    expect(await reconcileBatch(new URL('http://127.0.0.1:1/graphql'), 2)).toEqual({ claimed: 2, goOn: false });
    shop.clock.advance(2_000);
    expect(await reconcileBatch(items.url, 2)).toEqual({ claimed: 2, goOn: true });
    expect(await reconcileBatch(items.url, 2)).toEqual({ claimed: 1, goOn: false });
  });
});

describe('the checks of orders', () => {
  /** Pending orders that nobody would ever look at. */
  async function unnamed(): Promise<number> {
    const [row] = await shop.database.rows<{ n: number }>(
      `SELECT COUNT(*) AS n FROM orders WHERE status = 'PENDING' AND NOT EXISTS
         (SELECT 1 FROM order_check WHERE order_check.due_at <= GREATEST(orders.due_at, ?) AND LOCATE(orders.id, order_ids) > 0)`,
      [shop.clock()],
    );
    return Number(row?.n);
  }

  it('are one for orders that were placed together, and gone once these are settled', async () => {
    const engine = shop.engine({ groupWaitMs: 20 });
    const placed = ['k1', 'k2', 'k3'].map((key) => placement('ann', key));
    await Promise.all(placed.map((one) => engine.place(one)));
    expect(await shop.count('order_check')).toBe(1);
    items.answer = (id) => decided(reserved(placed.find((one) => one.id === id) ?? placement('ann', 'none')));
    shop.clock.advance(5_000);
    expect(await reconcile()).toBe(3);
    shop.clock.advance(15_000);
    expect(await reconcile()).toBe(0);
    expect(await shop.count('order_check')).toBe(0);
  });

  it('name every order that is pending, whatever becomes of the others', async () => {
    const engine = shop.engine({ groupWaitMs: 20 });
    const placed = Array.from({ length: 6 }, (_, index) => placement('ann', `k${index}`));
    await Promise.all(placed.map((one) => engine.place(one)));
    for (let round = 0; round < 12; round++) {
      items.answer = (id) =>
        [
          unknown,
          { status: 500, body: {} },
          decided(reserved(placed.find((one) => one.id === id) ?? placement('ann', 'none'))),
        ][(round + id.charCodeAt(0)) % (round < 6 ? 2 : 3)] ?? unknown;
      shop.clock.advance(1_500);
      await reconcile(items.url, 2);
      expect(await unnamed(), `round ${round}`).toBe(0);
    }
    await relay();
    shop.clock.advance(3_600_000);
    while ((await reconcile()) > 0);
    for (const one of placed) expect(await stateOf(one)).not.toMatchObject({ status: 'PENDING' });
  });

  it('control: an order that no check names is never looked at', async () => {
    await place();
    await shop.database.run('DELETE FROM order_check');
    expect(await unnamed()).toBe(1);
    shop.clock.advance(60_000);
    expect(await reconcile()).toBe(0);
  });
});

describe('the lease of an overdue order', () => {
  it('gives each order to one of many instances', async () => {
    for (let number = 0; number < 12; number++) await place(`k${number}`);
    shop.clock.advance(5_000);
    const ended = await race(6, () => claimOverdue(shop.database, shop.clock(), 15_000, 4));
    const ids = ended.flatMap((one) => (one.status === 'fulfilled' ? one.value.claimed.map(({ id }) => id) : []));
    expect(new Set(ids).size).toBe(ids.length);
    const rest = await claimOverdue(shop.database, shop.clock(), 15_000, 100);
    expect(ids.length + rest.claimed.length).toBe(12);
  });

  it('ends, so that an instance that died with an order does not keep it', async () => {
    const placed = await place();
    shop.clock.advance(5_000);
    const claim = async () => (await claimOverdue(shop.database, shop.clock(), 15_000, 10)).claimed;
    expect(await claim()).toHaveLength(1);
    shop.clock.advance(14_999);
    expect(await claim()).toHaveLength(0);
    shop.clock.advance(1);
    expect(await claim()).toMatchObject([{ id: placed.id }]);
  });
});
