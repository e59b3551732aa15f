import { faultRow } from '@rushgraph/testkit';
import { expect } from 'vitest';
import { expectExactness, ORDERS } from './expect-exactness.ts';
import { drawPlacements, placeOrders, shelve } from './place-orders.ts';
import { strikeAtPoints } from './strike-at-points.ts';
import { useFaultSystem } from './use-fault-system.ts';

const system = useFaultSystem();
const WIPES = 15;

faultRow(`Redis is wiped at ${WIPES} points of ${ORDERS} orders`, async (chance) => {
  const shelf = await shelve(system(), ORDERS);
  const placements = drawPlacements(chance, shelf, ORDERS);
  let wiped = 0;
  const wipe = async () => {
    wiped += await system().redis.redis.dbsize();
    await system().redis.flush();
  };
  const strikes = strikeAtPoints(
    chance,
    Array.from({ length: WIPES }, () => ({ ready: async () => undefined, strike: wipe })),
    ORDERS,
  );
  await placeOrders(system(), placements, strikes.before);
  await strikes.finish();
  expect(wiped, 'keys that were lost').toBeGreaterThan(0);
  await expectExactness(system(), placements, shelf);
});
