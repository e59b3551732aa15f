import { faultRow } from '@rushgraph/testkit';
import { afterAll, describe } from 'vitest';
import { expectExactness, ORDERS } from './expect-exactness.ts';
import { canHaveOwnKafka, type OwnKafka, startOwnKafka } from './own-kafka.ts';
import { drawPlacements, placeOrders, shelve } from './place-orders.ts';
import { strikeAtPoints } from './strike-at-points.ts';
import { useFaultSystem } from './use-fault-system.ts';

const KILLS = 2;

describe.skipIf(!canHaveOwnKafka)('Kafka', () => {
  let own: OwnKafka | undefined;
  // Hooks after a test run in reverse order: the system, which deletes its topics, ends first.
  afterAll(() => own?.drop());
  const system = useFaultSystem(async () => {
    own = await startOwnKafka();
    return { kafka: own.test };
  });

  faultRow(`is killed and started again at ${KILLS} points of ${ORDERS} orders`, async (chance) => {
    const shelf = await shelve(system(), ORDERS);
    const placements = drawPlacements(chance, shelf, ORDERS);
    let back: Promise<unknown> = Promise.resolve();
    const strike = () => {
      back = own?.killAndRestart() ?? Promise.reject(new Error('Kafka was not started'));
      return back;
    };
    const strikes = strikeAtPoints(
      chance,
      Array.from({ length: KILLS }, () => ({ ready: () => back, strike })),
      ORDERS,
    );
    await placeOrders(system(), placements, strikes.before);
    await strikes.finish();
    await expectExactness(system(), placements, shelf);
  });
});
