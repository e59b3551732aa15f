import { createHealth } from '@rushgraph/service';
import { eventually } from '@rushgraph/testkit';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { type Answering, json, startSubgraph } from '../../test/subgraph-fixture.ts';

const { there, received, logged, here, subgraphAt, contextOf, forget, close } = await startSubgraph();
afterAll(close);
beforeEach(forget);

const request = { query: '{ first: item(id: 1) { name } }', variables: {} };
const broken: Answering = (_, response) => response.destroy();
const never: Answering = () => undefined;
const well = json({ data: { __typename: 'Query' } });
/** Nothing but the watch could bring the subgraph back within a test. */
const policy = { openMs: 600_000, trialCalls: 1 };

function watched() {
  // Each report is a new one.
  let time = 0;
  const now = () => {
    time += 1_000;
    return new Date(time);
  };
  const health = createHealth({ now });
  return { health, subgraph: here({ health, watchMs: 20, policy }) };
}

it('says which subgraph is away, and that the gateway is ready nevertheless', async () => {
  there.answering = well;
  const { health } = watched();
  subgraphAt('http://127.0.0.1:1/graphql', { name: 'coupon', health, watchMs: 20 });
  await eventually(async () => {
    const { status, dependencies } = await health.report();
    expect([status, dependencies.item?.state, dependencies.coupon]).toMatchObject([
      'degraded',
      'up',
      { state: 'down', required: false },
    ]);
  });
  await eventually(() => expect(received.length).toBeGreaterThan(1));
  expect(received[0]?.body).toContain('__typename');
});

it('does not wait for a frozen one when it reports', async () => {
  there.answering = never;
  const { health } = watched();
  await eventually(() => expect(received.length).toBeGreaterThan(0));
  // It is being waited for; the report tells what is known.
  expect((await health.report()).status).toBe('ready');
});

it('has a subgraph that comes back asked at once, and says both once', async () => {
  there.answering = broken;
  const { subgraph, health } = watched();
  for (let call = 0; call < 10; call++) await subgraph.fetch(request, contextOf());
  await eventually(async () => expect((await health.report()).status).toBe('degraded'));
  there.answering = json({ data: { first: 1 } });
  await eventually(async () => expect(await subgraph.fetch(request, contextOf())).toEqual({ data: { first: 1 } }));
  expect(logged.filter((line) => line.includes('item does not answer'))).toHaveLength(1);
  expect(logged.filter((line) => line.includes('item answers again'))).toHaveLength(1);
});

it('control: without the watch it is left alone for as long as the breaker is open', async () => {
  there.answering = broken;
  const subgraph = here({ policy });
  for (let call = 0; call < 10; call++) await subgraph.fetch(request, contextOf());
  there.answering = json({ data: { first: 1 } });
  const asked = received.length;
  for (let call = 0; call < 10; call++)
    expect((await subgraph.fetch(request, contextOf())).errors).toMatchObject([
      { extensions: { code: 'SUBGRAPH_UNAVAILABLE' } },
    ]);
  expect(received).toHaveLength(asked);
});

it('leaves a subgraph alone that greets well and fails at its work', async () => {
  there.answering = (incoming, response, body) =>
    body.includes('__typename') ? well(incoming, response, body) : broken(incoming, response, body);
  const { subgraph, health } = watched();
  for (let call = 0; call < 10; call++) await subgraph.fetch(request, contextOf());
  const greeted = received.length;
  await eventually(() => expect(received.length).toBeGreaterThan(greeted + 3));
  const asked = received.filter(({ body }) => !body.includes('__typename')).length;
  await subgraph.fetch(request, contextOf());
  expect(received.filter(({ body }) => !body.includes('__typename'))).toHaveLength(asked);
  expect((await health.report()).status).toBe('ready');
});
