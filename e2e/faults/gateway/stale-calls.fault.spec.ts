import { eventually, faultRow, must } from '@rushgraph/testkit';
import { expect } from 'vitest';
import { useSystem } from '../../shop/use-system.ts';

/** The breaker would keep most of the calls from the subgraph. */
const policy = 'tries=1,minimumCalls=10000,windowCalls=10000,timeLimitMs=2000';
const shop = useSystem({
  only: ['user', 'item', 'gateway'],
  env: { gateway: { RATE_LIMITS: 'off', ITEM_POLICY: policy, SUBGRAPH_WATCH_MS: '0' } },
});
const CALLS = 60;

/** Operations that the item service has begun to answer. */
async function begun(): Promise<number> {
  const metrics = await (await fetch(`${shop().process('item').operationsUrl}/metrics`)).text();
  const counts = metrics.matchAll(/^graphql_operation_seconds_count\{.*\} (\d+)$/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}

faultRow('a subgraph that stood still begins nothing for the callers who have left meanwhile', async () => {
  const customer = await shop().given.customer();
  const { id } = await shop().given.item();
  const ask = (n: number) => customer.graph(`query ($id: ID!) { item(id: $id) { n${n}: name } }`, { id });
  await Promise.all(Array.from({ length: CALLS }, (_, n) => must(ask(n))));
  const before = await begun();
  const { pid } = shop().process('item');
  process.kill(pid, 'SIGSTOP');
  try {
    const answers = await Promise.all(Array.from({ length: CALLS }, (_, n) => ask(n)));
    expect(new Set(answers.flatMap(({ errors = [] }) => errors.map(({ extensions }) => extensions?.code)))).toEqual(
      new Set(['SUBGRAPH_TIMEOUT']),
    );
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  let asked = CALLS;
  await eventually(async () => expect(await must(ask(asked++))).toMatchObject({ item: expect.anything() }));
  // Those alone that somebody waited for.
  expect((await begun()) - before).toBeLessThanOrEqual(asked - CALLS);
});
