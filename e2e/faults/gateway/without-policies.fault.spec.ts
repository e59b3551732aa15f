import { eventually, faultRow, must } from '@rushgraph/testkit';
import { expect } from 'vitest';
import { useSystem } from '../../shop/use-system.ts';
import { metricOf } from './gateway-metrics.ts';

/** No breaker opens, no call is ended, nobody looks whether the subgraph is there. */
const off = 'tries=1,minimumCalls=10000,windowCalls=10000,timeLimitMs=300000,slowAfterMs=300000';
const shop = useSystem({
  only: ['user', 'item', 'gateway'],
  env: {
    gateway: {
      RATE_LIMITS: 'off',
      ITEM_POLICY: off,
      SUBGRAPH_TIMEOUT_MS: '300000',
      REQUEST_TIMEOUT_MS: '300000',
      SUBGRAPH_WATCH_MS: '0',
    },
  },
});
const STUCK = 30;

faultRow(
  'control: without policies a subgraph that stands still holds every operation that has any use for it',
  async () => {
    const customer = await shop().given.customer({ name: 'Ada' });
    const { id } = await shop().given.item();
    const gateway = shop().process('gateway');
    const { pid } = shop().process('item');
    // No two ask the same.
    const ask = (n: number) =>
      must(customer.graph(`query ($id: ID!) { me { name } item(id: $id) { n${n}: name } }`, { id }));
    let answered = 0;
    process.kill(pid, 'SIGSTOP');
    try {
      const stuck = Array.from({ length: STUCK }, (_, n) => ask(n).finally(() => answered++));
      await eventually(async () =>
        expect(await metricOf(gateway, 'resilience_calls_under_way', { dependency: 'item' })).toBe(STUCK),
      );
      // What they wait for is the item alone: their customer was there at once, and is for everybody else.
      for (let call = 0; call < STUCK; call++) await must(customer.graph('{ me { name } }'));
      expect(answered).toBe(0);
      process.kill(pid, 'SIGCONT');
      const answers = await Promise.all(stuck);
      expect(answers).toEqual(
        Array.from({ length: STUCK }, (_, n) => ({ me: { name: 'Ada' }, item: { [`n${n}`]: 'Tea' } })),
      );
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  },
);
