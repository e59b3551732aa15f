import { deriveId, type OrderId } from '@rushgraph/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { customer, orderApp } from '../../test/order-app.ts';
import { type OrderFixture, orderFixture, placement, reserved } from '../../test/order-fixture.ts';
import { type StreamsFixture, streamsFixture } from '../../test/streams-fixture.ts';
import type { OrderEngine } from '../order/placement.ts';

let shop: OrderFixture;
let streams: StreamsFixture;
let server: Awaited<ReturnType<typeof orderApp>>;
beforeAll(async () => {
  shop = await orderFixture();
  streams = streamsFixture(shop);
  server = await orderApp(shop);
});
afterAll(async () => {
  await server.app.close();
  await shop.drop();
});
beforeEach(() => streams.reset());

interface Way {
  readonly engine: () => OrderEngine;
  readonly settle: (placed: ReturnType<typeof placement>) => Promise<unknown>;
}

const ways: Readonly<Record<'outbox' | 'streams' | 'both', Way>> = {
  outbox: {
    engine: () => shop.engine(),
    settle: (placed) => shop.settle(reserved(placed)),
  },
  streams: { engine: () => streams.engine(), settle: (placed) => streams.consume(reserved(placed)) },
  both: {
    engine() {
      const engines = [shop.engine(), streams.engine()];
      let placed = 0;
      return {
        name: 'choice',
        place: (one) => (engines[placed++ % 2] ?? shop.engine()).place(one),
        stop: async () => undefined,
      };
    },
    settle: (placed) => streams.consume(reserved(placed)),
  },
};

const ID = deriveId<OrderId>('order', 'forged');
const forge = (...parts: readonly string[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');
const QUERY = `query ($first: Int, $after: String) {
  me { orders(first: $first, after: $after) { nodes { id status lines { quantity } } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }
}`;

interface Page {
  me: {
    orders: {
      nodes: { id: string; status: string; lines: { quantity: number }[] }[];
      edges: { cursor: string }[];
      pageInfo: {
        hasNextPage: boolean;
        hasPreviousPage: boolean;
        startCursor: string | null;
        endCursor: string | null;
      };
    };
  };
}

async function page(variables: Record<string, unknown>) {
  const { data, errors } = await server.graph<Page>(customer('ann'), QUERY, variables);
  expect(errors).toBeUndefined();
  if (data === null) throw new Error('no data');
  return data.me.orders;
}

/** Walks all pages; `between` happens before each next one. */
async function walk(first: number, between: () => Promise<void> = async () => undefined): Promise<string[]> {
  const seen: string[] = [];
  let after: string | null = null;
  for (;;) {
    const { nodes, pageInfo } = await page({ first, after });
    seen.push(...nodes.map(({ id }) => id));
    if (!pageInfo.hasNextPage) return seen;
    after = pageInfo.endCursor;
    await between();
  }
}

async function placeMany(count: number, stepMs: number, engine = shop.engine()): Promise<string[]> {
  const ids: string[] = [];
  for (let number = 0; number < count; number++) {
    const placed = placement('ann', `k${number}`);
    await engine.place(placed);
    ids.push(placed.id);
    shop.clock.advance(stepMs);
  }
  return ids;
}

describe.each(['outbox', 'streams', 'both'] as const)('the orders of a customer, placed by %s', (name) => {
  const way = ways[name];

  it('come newest first, in pages that neither miss nor repeat one', async () => {
    const placed = await placeMany(7, 1, way.engine());
    await way.engine().place(placement('ben', 'foreign'));
    expect(await walk(3)).toEqual(placed.reverse());
  });

  it('keep a total order when they were placed in the same millisecond', async () => {
    const placed = await placeMany(7, 0, way.engine());
    for (const first of [1, 2, 3, 6, 7, 8]) expect(await walk(first)).toEqual([...placed].sort().reverse());
  });

  it('stay on their page while orders settle and new ones arrive', async () => {
    const placed = await placeMany(6, 1, way.engine());
    const late = way.engine();
    let number = 0;
    const walked = await walk(2, async () => {
      await way.settle(placement('ann', `k${number}`));
      await way.settle(placement('ann', `k${5 - number}`));
      await late.place(placement('ann', `late${number++}`));
    });
    expect(walked).toEqual(placed.reverse());
  });

  it('begin at the beginning when "after" is empty', async () => {
    const placed = await placeMany(2, 1, way.engine());
    expect((await page({ first: 1, after: '' })).nodes.map(({ id }) => id)).toEqual(placed.slice(1));
  });

  it('say what is before and after a page', async () => {
    await placeMany(3, 1, way.engine());
    const first = await page({ first: 2 });
    expect(first.pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: first.edges[0]?.cursor,
      endCursor: first.edges[1]?.cursor,
    });
    const last = await page({ first: 2, after: first.pageInfo.endCursor });
    expect(last.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    expect(last.nodes).toHaveLength(1);
  });

  it('have their lines, with names and prices once they are sold', async () => {
    const engine = way.engine();
    for (const key of ['k0', 'k1']) await engine.place(placement('ann', key));
    await way.settle(placement('ann', 'k1'));
    const { nodes } = await page({ first: 5 });
    expect(nodes.map(({ lines }) => lines.map(({ quantity }) => quantity))).toEqual([
      [2, 1],
      [2, 1],
    ]);
    expect(new Set(nodes.map(({ status }) => status))).toEqual(new Set(['PENDING', 'CONFIRMED']));
  });
});

describe('a page of orders', () => {
  it('misses no order that is settled while it is read, and shows none twice', async () => {
    await placeMany(3, 1, streams.engine());
    const { rows } = shop.database;
    let settled = 0;
    shop.database.rows = async <T>(statement: string, values?: readonly unknown[]) => {
      // Between the reading of Redis and each reading of MySQL one more order gets its row and leaves Redis.
      shop.database.rows = rows;
      if (settled < 3) await ways.streams.settle(placement('ann', `k${settled++}`));
      shop.database.rows = spied;
      return rows<T>(statement, values);
    };
    const spied = shop.database.rows;
    try {
      expect(await walk(2)).toHaveLength(3);
    } finally {
      shop.database.rows = rows;
    }
    expect(settled).toBe(3);
  });

  it('lacks only what is pending in Kafka while Redis is away', async () => {
    const [seen] = await placeMany(1, 1);
    await streams.engine().place(placement('ann', 'unseen'));
    const load = shop.redis.zrevrangebyscore;
    shop.redis.zrevrangebyscore = () => Promise.reject(new Error('Redis is away'));
    try {
      expect(await walk(5)).toEqual([seen]);
    } finally {
      shop.redis.zrevrangebyscore = load;
    }
  });

  it('is read with one statement for the page and one for all of its lines', async () => {
    await placeMany(5, 1);
    const statements: string[] = [];
    const { rows } = shop.database;
    shop.database.rows = <T>(statement: string, values?: readonly unknown[]) => {
      statements.push(statement);
      return rows<T>(statement, values);
    };
    try {
      expect((await page({ first: 5 })).nodes.map(({ lines }) => lines.length)).toEqual([2, 2, 2, 2, 2]);
    } finally {
      shop.database.rows = rows;
    }
    expect(statements).toHaveLength(2);
  });

  it('have as many for a first of null as for none', async () => {
    expect((await page({ first: null })).nodes).toEqual((await page({})).nodes);
  });

  it.each([
    { first: 0 },
    { first: 101 },
    { first: -1 },
    { after: 'x' },
    { after: forge('a', 'b') },
    // Instants that JavaScript knows and no row can have.
    { after: forge('+275760-09-13T00:00:00.000Z', ID) },
    { after: forge('orders', '+275760-09-13T00:00:00.000Z', ID) },
    { after: forge('orders', '-000001-01-01T00:00:00.000Z', ID) },
  ])('is refused for %o', async (variables) => {
    const { errors } = await server.graph(customer('ann'), QUERY, variables);
    expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['BAD_USER_INPUT']);
  });
});
