import { benchServers } from '../harness/bench-servers.ts';
import type { Benchmark, Row } from '../harness/benchmark.ts';
import { CUSTOMERS } from '../orders/order-load.ts';
import { askShop } from './ask-shop.ts';
import { COMPOSED, checkAims, DOCUMENT, FOLDING, FOLDING_IN_TURN } from './check-aims.ts';
import { type Filling, fillShop } from './fill-shop.ts';
import { measureFolding } from './measure-folding.ts';
import { measureReading, PAGE, PLANNED, PLANNED_WITH_ITEMS } from './measure-reading.ts';
import { measureSettled, type SettledSize } from './measure-settled.ts';
import { startComposingShop } from './start-shop.ts';

export interface MyPageSize {
  readonly name: string;
  readonly filling: Filling;
  readonly requests: number;
  readonly events: number;
  readonly settled: SettledSize;
}

const CALLERS = 16;

/** The ready-made page against the same answer composed in two ways; how fast pages are folded, and how fresh they are. */
export function myPageBenchmark({ name, filling, requests, events, settled }: MyPageSize): Benchmark {
  return {
    name,
    describe: 'a page as one document, planned by the gateway, and composed: CPU and latency; folding and freshness',
    async run(say) {
      const servers = await benchServers(say);
      const asking = askShop(CALLERS);
      const rows: Row[] = [];
      try {
        const shop = await startComposingShop(servers);
        try {
          say(`${filling.customers} customers with ${filling.orders} orders and ${filling.coupons} coupons each`);
          const tokens = await fillShop(shop, asking, filling);
          const [own, composing] = [shop.pids(false), shop.pids(true)];
          const ways = [
            { name: DOCUMENT, url: shop.url, query: PAGE, pids: own },
            { name: 'planned by the gateway', url: shop.url, query: PLANNED, pids: own },
            { name: 'planned, with items', url: shop.url, query: PLANNED_WITH_ITEMS, pids: own },
            { name: COMPOSED, url: shop.composingUrl, query: PAGE, pids: composing },
          ];
          for (const way of ways) {
            say(way.name);
            rows.push(await measureReading(asking, tokens, way, { callers: CALLERS, requests, warmUp: requests / 4 }));
          }
        } finally {
          await shop.stop();
        }
        say(`folding ${events.toLocaleString('en-US')} events`);
        rows.push(await measureFolding(servers, { name: FOLDING, events, inTurn: false }));
        rows.push(await measureFolding(servers, { name: FOLDING_IN_TURN, events, inTurn: true }));
      } finally {
        asking.close();
        await servers.drop();
      }
      rows.push(...(await measureSettled(settled, say)));
      return {
        title: 'My page',
        setting: `${filling.customers} customers, ${filling.orders} orders of two lines and ${filling.coupons} coupons each; ${requests.toLocaleString('en-US')} requests from ${CALLERS} callers, one process of each service`,
        chart: 'CPU ms',
        rows,
        notes: [
          'CPU ms: of all processes and servers, for one request. The client is not counted.',
          'composed: the store of the pages is taken to be away, so that each request asks user, order and coupon.',
          'folding: events that wait, five of each customer one after the other, until the last page holds them; in turn: each customer once before any comes again.',
          `folding at a rate: CPU of the page service and of MongoDB for an order that is placed and settled by the outbox engine, one of ${CUSTOMERS.toLocaleString('en-US')} customers after the other, idling included.`,
          'settled to fresh: from settled_at in the row of an order to a page that shows it settled.',
          ...checkAims(rows),
        ],
      };
    },
  };
}
