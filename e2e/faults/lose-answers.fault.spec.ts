import { fileURLToPath } from 'node:url';
import { faultChance, faultRow, testStack } from '@rushgraph/testkit';
import { afterAll, expect } from 'vitest';
import { type AnswerProxy, startAnswerProxy } from './answer-proxy.ts';
import { expectExactness, ORDERS } from './expect-exactness.ts';
import { drawPlacements, placeOrders, shelve } from './place-orders.ts';
import { useFaultSystem } from './use-fault-system.ts';

const LOST_ONE_OF = 10;
/** A busy computer has fewer sends, of more records each. */
const LEAST = 5;
let proxy: AnswerProxy | undefined;
// Hooks after a test run in reverse order: the system, which is connected through the proxy, ends first.
afterAll(() => proxy?.stop());

const system = useFaultSystem(async () => {
  const [broker = ''] = testStack().kafkaBrokers.split(',');
  proxy = await startAnswerProxy(broker, faultChance());
  return {
    settings: {
      NODE_OPTIONS: `--import=${fileURLToPath(new URL('through-proxy.ts', import.meta.url))}`,
      FAULT_KAFKA_PORT: broker.split(':')[1] ?? '',
      FAULT_PROXY_PORT: String(proxy.port),
    },
  };
});

faultRow(
  `Kafka appends, and one of ${LOST_ONE_OF} acknowledgements is lost with its connection, during ${ORDERS} orders`,
  async (chance) => {
    const shelf = await shelve(system(), ORDERS);
    const placements = drawPlacements(chance, shelf, ORDERS);
    proxy?.lose(LOST_ONE_OF);
    await placeOrders(system(), placements);
    proxy?.lose(0);
    expect(proxy?.lost()).toBeGreaterThanOrEqual(LEAST);
    await expectExactness(system(), placements, shelf);
  },
);
