import { fileURLToPath } from 'node:url';
import { testStack } from '@rushgraph/testkit';
import { afterAll, expect, test } from 'vitest';
import { type AnswerProxy, startAnswerProxy } from './answer-proxy.ts';
import { expectExactness, ORDERS, ROW_LIMIT_MS } from './expect-exactness.ts';
import { drawPlacements, placeOrders, shelve } from './place-orders.ts';
import { faultChance, useFaultSystem } from './use-fault-system.ts';

const LOST_PERCENT = 5;
const LEAST = 20;
const chance = faultChance();
let proxy: AnswerProxy | undefined;
// Hooks after a test run in reverse order: the system, which is connected through the proxy, ends first.
afterAll(() => proxy?.stop());

const system = useFaultSystem(async () => {
  const [broker = ''] = testStack().kafkaBrokers.split(',');
  proxy = await startAnswerProxy(broker, chance);
  return {
    settings: {
      NODE_OPTIONS: `--import=${fileURLToPath(new URL('through-proxy.ts', import.meta.url))}`,
      FAULT_KAFKA_PORT: broker.split(':')[1] ?? '',
      FAULT_PROXY_PORT: String(proxy.port),
    },
  };
});

test(`Kafka appends, and ${LOST_PERCENT} of 100 acknowledgements are lost with their connection, during ${ORDERS} orders`, {
  timeout: ROW_LIMIT_MS,
}, async () => {
  const shelf = await shelve(system(), ORDERS);
  const placements = drawPlacements(chance, shelf, ORDERS);
  proxy?.lose(LOST_PERCENT);
  await placeOrders(system(), placements);
  proxy?.lose(0);
  expect(proxy?.lost()).toBeGreaterThanOrEqual(LEAST);
  await expectExactness(system(), placements, shelf);
});
