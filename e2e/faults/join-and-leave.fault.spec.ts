import { faultRow, type TestProcess } from '@rushgraph/testkit';
import { expectExactness, ORDERS } from './expect-exactness.ts';
import type { Worker } from './fault-system.ts';
import { drawPlacements, placeOrders, shelve } from './place-orders.ts';
import { type Strike, strikeAtPoints } from './strike-at-points.ts';
import { useFaultSystem } from './use-fault-system.ts';

const system = useFaultSystem();
const WORKERS: readonly Worker[] = ['order worker', 'item worker'];
const ROUNDS = 2;

faultRow(`a second worker of each service joins and leaves ${ROUNDS} times during ${ORDERS} orders`, async (chance) => {
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
