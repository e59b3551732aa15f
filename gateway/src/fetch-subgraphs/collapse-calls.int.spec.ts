import { createMetrics } from '@rushgraph/service';
import { eventually } from '@rushgraph/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask } from '../../test/ask.ts';
import { type SmallShop, smallShop } from '../../test/small-shop.ts';

let shop: SmallShop;
beforeAll(async () => {
  shop = await smallShop();
});
afterAll(() => shop.close());

/** A gateway that knows Ada already: a token that two requests bring for the first time stands for two viewers. */
async function gatewayThat(collapseQueries: boolean) {
  const metrics = createMetrics('gateway', { defaults: false });
  const app = await shop.gateway({ collapseQueries, metrics });
  const ada = { authorization: `Bearer ${await shop.signIn()}` };
  await ask(app, '{ me { id } }', ada);
  return { metrics, slow: async () => (await ask(app, '{ slow }', ada)).data };
}

test('two requests that ask the same at the same time are one call, and both are answered', async () => {
  const { metrics, slow } = await gatewayThat(true);
  const before = shop.slowCalls();
  const both = Promise.all([slow(), slow()]);
  await eventually(async () =>
    expect(await metrics.registry.metrics()).toMatch(/gateway_collapsed_calls_total\{subgraph="user".*\} 1\n/),
  );
  await eventually(() => expect(shop.slowCalls()).toBe(before + 1));
  shop.release();
  expect(await both).toEqual([{ slow: 'done' }, { slow: 'done' }]);
});

test('they are two calls where nothing is collapsed', async () => {
  const { slow } = await gatewayThat(false);
  const before = shop.slowCalls();
  const both = Promise.all([slow(), slow()]);
  await eventually(() => expect(shop.slowCalls()).toBe(before + 2));
  shop.release();
  expect(await both).toEqual([{ slow: 'done' }, { slow: 'done' }]);
});
