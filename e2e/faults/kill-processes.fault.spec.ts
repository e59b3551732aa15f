import { eventually, faultRow, shuffle } from '@rushgraph/testkit';
import { expectExactness, ORDERS } from './expect-exactness.ts';
import type { Part } from './fault-system.ts';
import { drawPlacements, placeOrders, shelve } from './place-orders.ts';
import { strikeAtPoints } from './strike-at-points.ts';
import { useFaultSystem } from './use-fault-system.ts';

const system = useFaultSystem();
const VICTIMS: readonly Part[] = ['order api', 'order worker', 'item worker'];
const KILLS = 20;

faultRow(
  `order api, order worker and item worker are killed at ${KILLS} points of ${ORDERS} orders`,
  async (chance) => {
    const shelf = await shelve(system(), ORDERS);
    const placements = drawPlacements(chance, shelf, ORDERS);
    const victims = shuffle(
      chance,
      Array.from({ length: KILLS }, (_, index) => VICTIMS[index % VICTIMS.length] ?? 'order api'),
    );
    const strikes = strikeAtPoints(
      chance,
      victims.map((part) => ({
        // It may be between its end and its next start.
        ready: () => eventually(() => system().process(part).waitReady(), { timeoutMs: 30_000 }),
        strike: () => system().process(part).kill('SIGKILL'),
      })),
      ORDERS,
    );
    await placeOrders(system(), placements, strikes.before);
    await strikes.finish();
    await expectExactness(system(), placements, shelf);
  },
);
