import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { customer, orderApp } from '../../test/order-app.ts';
import { type OrderFixture, orderFixture, placement, reserved } from '../../test/order-fixture.ts';
import { finalizeOverdue } from '../reconcile-orders/settle-overdue.ts';

let shop: OrderFixture;
let server: Awaited<ReturnType<typeof orderApp>>;
beforeAll(async () => {
  shop = await orderFixture();
  server = await orderApp(shop);
});
afterAll(async () => {
  await server.app.close();
  await shop.drop();
});
beforeEach(async () => {
  for (const table of ['orders', 'order_line']) await shop.database.run(`DELETE FROM ${table}`);
});

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

async function placeMany(count: number, stepMs: number): Promise<string[]> {
  const engine = shop.engine();
  const ids: string[] = [];
  for (let number = 0; number < count; number++) {
    const placed = placement('ann', `k${number}`);
    await engine.place(placed);
    ids.push(placed.id);
    shop.clock.advance(stepMs);
  }
  return ids;
}

describe('the orders of a customer', () => {
  it('come newest first, in pages that neither miss nor repeat one', async () => {
    const placed = await placeMany(7, 1);
    await shop.engine().place(placement('ben', 'foreign'));
    expect(await walk(3)).toEqual(placed.reverse());
  });

  it('keep a total order when they were placed in the same millisecond', async () => {
    const placed = await placeMany(7, 0);
    for (const first of [1, 2, 3, 6, 7, 8]) expect(await walk(first)).toEqual([...placed].sort().reverse());
  });

  it('stay on their page while orders settle and new ones arrive', async () => {
    const placed = await placeMany(6, 1);
    let number = 0;
    const walked = await walk(2, async () => {
      await finalizeOverdue(shop, reserved(placement('ann', `k${number}`)), shop.clock());
      await finalizeOverdue(shop, reserved(placement('ann', `k${5 - number}`)), shop.clock());
      await shop.engine().place(placement('ann', `late${number++}`));
    });
    expect(walked).toEqual(placed.reverse());
  });

  it('say what is before and after a page', async () => {
    await placeMany(3, 1);
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

  it('are read with one statement for the page and one for all of its lines', async () => {
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

  it.each([
    { first: 0 },
    { first: 101 },
    { first: -1 },
    { after: 'x' },
    { after: Buffer.from('["a","b"]').toString('base64url') },
  ])('are refused for %o', async (variables) => {
    const { errors } = await server.graph(customer('ann'), QUERY, variables);
    expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['BAD_USER_INPUT']);
  });
});
