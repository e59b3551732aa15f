import type { BenchServers } from '../../src/harness/bench-servers.ts';
import { piecesTaken, placementOf } from '../../src/orders/order-load.ts';
import type { OrderSystem } from '../../src/orders/run-load.ts';
import { prepareStores } from './prepare-stores.ts';
import { startItemService, startOrderService } from './start-services.ts';

/** The baseline that every figure for orders is compared with. See README.md beside this file. */
export async function startOriginalSystem(servers: BenchServers): Promise<OrderSystem> {
  const { orders, items } = await prepareStores(servers);
  const { database } = orders;
  const itemService = await startItemService(servers, items.url);
  const orderService = await startOrderService({ database, kafka: servers.kafka, prefix: servers.topicPrefix });
  const count = async (condition: string) => {
    const [row] = await database.rows<{ n: number }>(`SELECT COUNT(*) AS n FROM orders WHERE ${condition}`);
    return row?.n ?? 0;
  };
  return {
    name: 'as the original',
    pids: [...servers.pids, itemService.pid],
    place: (index) => orderService.place(placementOf(index)),
    allFinal: async () => (await count("status <> 'CONFIRMED'")) === 0,
    progress: () => count("status = 'CONFIRMED'"),
    async finalTimes() {
      const rows = await database.rows<{ placed_at: Date; settled_at: Date }>(
        'SELECT placed_at, settled_at FROM orders',
      );
      return rows.map((row) => ({ placedAt: row.placed_at.getTime(), settledAt: row.settled_at.getTime() }));
    },
    async verify(expected) {
      const taken = await piecesTaken(items.database);
      if (taken !== 2 * expected) throw new Error(`${taken} pieces were taken for ${expected} orders`);
    },
    async stop() {
      await orderService.stop();
      await itemService.stop();
    },
  };
}
