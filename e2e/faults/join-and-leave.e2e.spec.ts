import type { TestProcess } from '@rushgraph/testkit';
import { test } from 'vitest';
import { expectExactness, ORDERS, ROW_LIMIT_MS } from './expect-exactness.ts';
import type { Worker } from './fault-system.ts';
import { drawPlacements, placeOrders, shelve } from './place-orders.ts';
import { type Strike, strikeAtPoints } from './strike-at-points.ts';
import { faultChance, useFaultSystem } from './use-fault-system.ts';

const system = useFaultSystem();
const WORKERS: readonly Worker[] = ['order worker', 'item worker'];
const ROUNDS = 2;

test(`a second worker of each service joins and leaves ${ROUNDS} times during ${ORDERS} orders`, {
  timeout: ROW_LIMIT_MS,
}, async () => {
  const chance = faultChance();
  const shelf = await shelve(system(), ORDERS);
  const placements = drawPlacements(chance, shelf, ORDERS);
  let guests: Promise<TestProcess[]> = Promise.resolve([]);
  const join: Strike = {
    ready: () => guests,
    strike: () => {
      guests = Promise.all(WORKERS.map((part) => system().addWorker(part)));
      return guests;
    },
  };
  const leave: Strike = {
    ready: () => guests,
    strike: async () => {
      await Promise.all((await guests).map((guest) => system().removeWorker(guest)));
    },
  };
  const strikes = strikeAtPoints(chance, Array(ROUNDS).fill([join, leave]).flat(), ORDERS);
  await placeOrders(system(), placements, strikes.before);
  await strikes.finish();
  await expectExactness(system(), placements, shelf);
});
