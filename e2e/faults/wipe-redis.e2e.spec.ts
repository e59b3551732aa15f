import { expect, test } from 'vitest';
import { expectExactness, ORDERS, ROW_LIMIT_MS } from './expect-exactness.ts';
import { drawPlacements, placeOrders, shelve } from './place-orders.ts';
import { strikeAtPoints } from './strike-at-points.ts';
import { faultChance, useFaultSystem } from './use-fault-system.ts';

const system = useFaultSystem();
const WIPES = 15;

test(`Redis is wiped at ${WIPES} points of ${ORDERS} orders`, { timeout: ROW_LIMIT_MS }, async () => {
  const chance = faultChance();
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
