import { Agent } from 'undici';
import { startDoor, startItemService } from '../../baselines/original-orders/start-services.ts';
import { createItemTables, createOrderTables } from '../../baselines/original-orders/tables.ts';
import type { BenchServers, NamedProcess } from '../harness/bench-servers.ts';
import { placementOf, shelve } from '../orders/order-load.ts';
import { finalTimesIn, type OrderDoor, settledIn } from './order-door.ts';

/** The original's services behind HTTP, each in a process. */
export async function startOriginal(servers: BenchServers, connections: number) {
  const { database, url } = await servers.database('original_order');
  const items = await servers.database('original_item');
  await createOrderTables(database);
  await createItemTables(items.database);
  await shelve(items.database);
  await servers.topics(['requested', 'result'].map((name) => ({ name, partitions: 4, config: {} })));
  const item = await startItemService(servers, items.url);
  const order = await startDoor(servers, url);
  const agent = new Agent({ connections, pipelining: 1 });
  const door: OrderDoor = {
    name: 'as the original',
    async place(number) {
      const { id, userId, lines } = placementOf(number);
      const { statusCode, body } = await agent.request({
        origin: `http://127.0.0.1:${order.said}`,
        path: '/',
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ id, userId, lines }),
      });
      await body.dump();
      if (statusCode !== 201) throw new Error(`Order ${number} was answered with ${statusCode}`);
    },
    settled: () => settledIn(database),
    finalTimes: (last) => finalTimesIn(database, last),
  };
  const processes: readonly NamedProcess[] = [
    { name: 'order', pid: order.pid },
    { name: 'item', pid: item.pid },
  ];
  return {
    door,
    processes,
    async stop() {
      await order.stop();
      await item.stop();
      await agent.close();
    },
  };
}
