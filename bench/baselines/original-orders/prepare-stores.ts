import type { BenchServers } from '../../src/harness/bench-servers.ts';
import { shelve } from '../../src/orders/order-load.ts';
import { createItemTables, createOrderTables } from './tables.ts';

/** The stores of both services: databases with tables and full shelves, and the topics. */
export async function prepareStores(servers: BenchServers) {
  const orders = await servers.database('original_order');
  const items = await servers.database('original_item');
  await createOrderTables(orders.database);
  await createItemTables(items.database);
  await shelve(items.database);
  await servers.topics(['requested', 'result'].map((name) => ({ name, partitions: 4, config: {} })));
  return { orders, items };
}
