import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { briefly, post } from '../../test/ask.ts';
import { type SmallShop, smallShop } from '../../test/small-shop.ts';
import type { PlanOutline } from './plan-outline.ts';

let shop: SmallShop;
let app: FastifyInstance;
let ada: Record<string, string>;
beforeAll(async () => {
  shop = await smallShop();
  app = await shop.gateway({ engine: 'compiled', queryPlans: true });
  ada = { authorization: `Bearer ${await shop.signIn()}` };
});
afterAll(() => shop.close());

const planOf = (query: string, gateway = app) => post(gateway, { query, extensions: { queryPlan: true } }, ada);

/** Service and path of each fetch, in the form of the plan. */
function briefPlan(step: PlanOutline): unknown {
  if (step.kind === 'fetch') return step.path === '' ? step.service : `${step.service} at ${step.path}`;
  return { [step.kind]: step.steps.map(briefPlan) };
}

test('a request for the plan is answered with who would be asked for what, and nobody is asked', async () => {
  const before = shop.itemFetches.length;
  const { status, data, errors, extensions } = await planOf('{ mine: me { lines { item { name } } } count }');
  expect([status, data, errors]).toEqual([200, null, undefined]);
  const { queryPlan } = Object(extensions);
  expect(briefPlan(queryPlan)).toEqual({
    parallel: [{ sequence: ['order', 'item at mine.lines.@.item'] }, 'item'],
  });
  expect(queryPlan.steps[0].steps[1]).toMatchObject({ kind: 'fetch', isMutation: false, fields: ['name'] });
  expect(queryPlan.steps[0].steps[1].operation).toContain('_entities');
  expect(shop.itemFetches).toHaveLength(before);
});

test('a mutation is planned without being run', async () => {
  const { extensions } = await planOf('mutation { buy }');
  expect(Object(extensions).queryPlan).toMatchObject({ service: 'user', isMutation: true, fields: ['buy'] });
});

test('a subscription is planned without being opened: who has the events, and who is asked for each of them', async () => {
  const opened = shop.parcels.opened();
  const query = 'subscription ($id: ID!) { parcelMoved(id: $id) { state item { name } } }';
  const { extensions, errors } = await planOf(query);
  expect(errors).toBeUndefined();
  const { queryPlan } = Object(extensions);
  expect(briefPlan(queryPlan)).toEqual({ sequence: ['order', 'item at parcelMoved.item'] });
  expect(queryPlan.steps).toMatchObject([{ isSubscription: true }, { isSubscription: false, fields: ['name'] }]);
  expect(shop.parcels.opened()).toBe(opened);
});

describe('a plan is refused', () => {
  test.each([
    ['where plans are not shown, as in production', { queryPlans: false }],
    ["of Apollo's engine, which shows none", { queryPlans: true, engine: 'apollo' as const }],
  ])('%s', async (_, changes) => {
    const closed = await shop.gateway(changes);
    for (const query of ['{ count }', 'subscription { parcelMoved(id: 1) { state } }']) {
      const { status, data, errors, extensions } = await planOf(query, closed);
      expect([status, data, extensions]).toEqual([400, undefined, undefined]);
      expect(briefly(errors)).toEqual([{ code: 'FORBIDDEN' }]);
    }
  });

  test('of an operation that would not be run', async () => {
    expect(briefly((await planOf('{ nothing }')).errors)).toEqual([{ code: 'GRAPHQL_VALIDATION_FAILED' }]);
    const deep = `{ me { ${'friend { '.repeat(30)}id${' }'.repeat(30)} } }`;
    expect(briefly((await planOf(deep)).errors)).toEqual([{ code: 'OPERATION_TOO_COMPLEX' }]);
  });
});

test('the explorer offers plans only where they are shown', async () => {
  const pageOf = async (queryPlans: boolean) =>
    (await (await shop.gateway({ engine: 'compiled', explorer: true, queryPlans })).inject('/')).body;
  expect(await pageOf(true)).toContain('<button name="plan"');
  expect(await pageOf(false)).not.toContain('<button name="plan"');
});
