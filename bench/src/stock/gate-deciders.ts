import { createWindowKeeper, type Reservation, type StockRequest } from '@rushgraph/item/stock';
import { createOutbox } from '@rushgraph/messaging';
import { createClock, createIds } from '@rushgraph/service';
import type { BenchServers } from '../harness/bench-servers.ts';
import { createCoalescer } from './coalesce.ts';
import type { Decider } from './decider.ts';
import { openGates } from './gate-stores.ts';
import { batchedDecider, MOST } from './keeper-decider.ts';
import { expectInFlight, openShelves } from './shelves.ts';

/** The window strategy until the decision stands: gate, reservation, delta and event. Windows write the stock later. */
export async function startWindowDecider(servers: BenchServers): Promise<Decider> {
  const database = await openShelves(servers, 'window');
  const gates = await openGates(servers, database);
  const now = createClock();
  const outbox = createOutbox({ source: 'item', newId: createIds(now), now });
  const keeper = createWindowKeeper({ ...gates, outbox, logger: servers.logger });
  return batchedDecider(database, keeper, {
    async verify(taken) {
      await gates.verify(taken);
      await expectInFlight(database, taken);
    },
    stop: gates.close,
  });
}

/** Redis by itself: what it costs to decide, when nothing of it is kept. */
export async function startGateDecider(servers: BenchServers): Promise<Decider> {
  const gates = await openGates(servers, await openShelves(servers, 'gate'));
  const decide = createCoalescer<StockRequest, Reservation['outcome']>({
    most: MOST,
    async work(requests) {
      const { answers } = await gates.gate.decide(requests);
      await gates.gate.forget(requests.map(({ orderId }) => orderId));
      return answers.map(({ kind }) => (kind === 'RESERVED' ? 'RESERVED' : 'REFUSED'));
    },
  });
  return { decide, verify: gates.verify, stop: gates.close };
}
