import { createMetrics } from '@rushgraph/service';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { ask } from '../../test/ask.ts';
import { type SmallShop, smallShop } from '../../test/small-shop.ts';
import type { TakeSupergraph } from '../load-supergraph/supergraph-source.ts';

let shop: SmallShop;
beforeAll(async () => {
  shop = await smallShop();
});
afterAll(() => shop.close());

/** A gateway whose supergraph can be changed, and how many plans it has made. */
async function changeable() {
  const metrics = createMetrics('gateway', { defaults: false });
  let take: TakeSupergraph | undefined;
  const app = await shop.gateway({
    metrics,
    followSupergraph: (given) => {
      take = given;
    },
  });
  let version = 0;
  return {
    ask: (query: string) => ask(app, query),
    async change() {
      version += 1;
      await take?.(`${shop.supergraphSdl}\n# ${version}\n`);
    },
    plans: async () =>
      Number(/gateway_planning_seconds_count\{.*\} (\d+)/.exec(await metrics.registry.metrics())?.[1] ?? 0),
  };
}

// Apollo's own executor keeps its plans to itself.
test.skipIf(inject('gatewayEngine') === 'apollo')(
  'a new supergraph is served once what is asked most is planned for it, and what was asked once is planned when it is asked',
  async () => {
    const gateway = await changeable();
    for (let n = 0; n < 4; n += 1) await gateway.ask('{ count }');
    await gateway.ask('{ headers }');
    expect(await gateway.plans()).toBe(2);
    await gateway.change();
    expect(await gateway.plans()).toBe(3);
    expect((await gateway.ask('{ count }')).data).toEqual({ count: null });
    expect(await gateway.plans()).toBe(3);
    await gateway.ask('{ headers }');
    expect(await gateway.plans()).toBe(4);
  },
);

test.skipIf(inject('gatewayEngine') === 'apollo')(
  'supergraphs that follow each other without a request between them still know what was asked most',
  async () => {
    const gateway = await changeable();
    for (let n = 0; n < 16; n += 1) await gateway.ask('{ count }');
    await gateway.change();
    await gateway.change();
    await gateway.change();
    expect(await gateway.plans()).toBe(4);
    await gateway.ask('{ count }');
    expect(await gateway.plans()).toBe(4);
  },
);
