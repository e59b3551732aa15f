import { createHealth } from '@rushgraph/service';
import { eventually } from '@rushgraph/testkit';
import { afterEach, expect, it } from 'vitest';
import { type Answering, type Changes, json, startSubgraph } from '../../test/subgraph-fixture.ts';

type Started = Awaited<ReturnType<typeof startSubgraph>>;
const started: Started[] = [];
afterEach(() => Promise.all(started.splice(0).map((one) => one.close())));

const query = { query: '{ first: item(id: 1) { name } }', variables: {} };
const mutation = { query: 'mutation { first: buy }', variables: {} };
const never: Answering = () => undefined;
const greetings = ({ received }: Started) => received.filter(({ body }) => body.includes('__typename')).length;
const asked = (instance: Started) => instance.received.length - greetings(instance);

/** Two instances that answer with their names, and the subgraph that they are. */
async function twoInstances(changes: Changes = {}) {
  const [one, two] = await Promise.all([startSubgraph(), startSubgraph()]);
  started.push(one, two);
  one.there.answering = json({ data: { first: 'one' } });
  two.there.answering = json({ data: { first: 'two' } });
  const subgraph = one.subgraphAt(`${one.url},${two.url}`, changes);
  const ask = async (request: typeof query) => {
    const { data, errors } = await subgraph.fetch(request, one.contextOf());
    return errors === undefined ? data?.first : errors[0]?.extensions?.code;
  };
  return { one, two, ask };
}

it('asks both', async () => {
  const { ask } = await twoInstances();
  const answers = new Set<unknown>();
  for (let call = 0; call < 50; call++) answers.add(await ask(query));
  // One of them is never drawn in one of 2^49 runs.
  expect([...answers].sort()).toEqual(['one', 'two']);
});

it.each([
  ['queries', query],
  ['mutations', mutation],
])('loses no %s when one is killed: what cannot be sent to it goes to the other', async (_, request) => {
  const { one, ask } = await twoInstances();
  one.kill();
  const answers = await Promise.all(Array.from({ length: 50 }, () => ask(request)));
  expect(new Set(answers)).toEqual(new Set(['two']));
});

it('does not send a mutation again that one had when it was lost', async () => {
  const { one, two, ask } = await twoInstances();
  for (const { there } of [one, two]) there.answering = (_, response) => response.destroy();
  expect(await ask(mutation)).toBe('SUBGRAPH_UNAVAILABLE');
  expect(asked(one) + asked(two)).toBe(1);
});

it('gives the queries of one that stands still to the other, once it is known not to answer', async () => {
  const health = createHealth();
  const { one, two, ask } = await twoInstances({ health, watchMs: 50, policy: { tries: 2 }, timeoutMs: 60_000 });
  one.there.answering = never;
  const answers = Array.from({ length: 20 }, () => ask(query));
  expect(new Set(await Promise.all(answers))).toEqual(new Set(['two']));
  expect(asked(one)).toBeGreaterThan(0);
  // From then on it gets none, and the subgraph is not away.
  const before = asked(one);
  for (let call = 0; call < 20; call++) expect(await ask(mutation)).toBe('two');
  expect(asked(one)).toBe(before);
  const { dependencies } = await health.report();
  const { host } = new URL(one.url);
  expect(dependencies.item).toMatchObject({ state: 'up', facts: { instances: { [host]: 'down' } } });
  // It goes on.
  one.there.answering = json({ data: { first: 'one' } });
  await eventually(async () => expect(await ask(mutation)).toBe('one'));
  expect(greetings(two)).toBeGreaterThan(1);
});

it('control: without the watch they wait as long as they may', async () => {
  const { one, ask } = await twoInstances({ policy: { tries: 2 }, timeoutMs: 500 });
  one.there.answering = never;
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask(query)));
  expect(new Set(answers)).toEqual(new Set(['two', 'SUBGRAPH_TIMEOUT']));
});

it('ejects nobody while none answers: the gateway may be the one that is slow', async () => {
  const { one, two, ask } = await twoInstances({ watchMs: 50, policy: { tries: 1 } });
  for (const { there } of [one, two])
    there.answering = (incoming, response, body) =>
      body.includes('__typename')
        ? response.destroy()
        : json({ data: { first: 'answered' } })(incoming, response, body);
  await eventually(() => expect(Math.min(greetings(one), greetings(two))).toBeGreaterThan(2));
  for (let call = 0; call < 20; call++) expect(await ask(mutation)).toBe('answered');
});
