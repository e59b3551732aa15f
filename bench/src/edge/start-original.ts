import { Agent } from 'undici';
import { prepareStores } from '../../baselines/original-orders/prepare-stores.ts';
import { startDoor, startItemService } from '../../baselines/original-orders/start-services.ts';
import type { BenchServers, NamedProcess } from '../harness/bench-servers.ts';
import { placementOf } from '../orders/order-load.ts';
import { finalTimesIn, type OrderDoor, settledIn } from './order-door.ts';

/** The original's services behind HTTP, each in a process. */
export async function startOriginal(servers: BenchServers, connections: number) {
  const { orders, items } = await prepareStores(servers);
  const { database, url } = orders;
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
