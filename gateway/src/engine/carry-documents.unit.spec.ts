import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startLoneEngine } from '../../test/lone-engine.ts';
import { createFindFitting } from './read/find-fitting.ts';
import { readSupergraph } from './read/read-supergraph.ts';

const supergraphSdl = readFileSync(new URL('../../../supergraph.graphql', import.meta.url), 'utf8');
const FIELD = '  availability: Availability! @join__field(graph: ITEM) @tag(name: "public")\n';
const withMore = supergraphSdl.replace(FIELD, `  colour: String @join__field(graph: ITEM)\n${FIELD}`);
const without = supergraphSdl.replace(FIELD, '');

let gateway: Awaited<ReturnType<typeof startLoneEngine>>;
beforeEach(async () => {
  gateway = await startLoneEngine({ supergraphSdl, maxPlanBytes: 1_000_000, warmOperations: 10 });
});
afterEach(() => gateway.close());

const often = '{ item(id: "1") { availability } }';
const operationsOf = () => [...gateway.engine.current().operations.entries()].length;

it('what was asked more than once is read, validated and compiled for a new supergraph before anybody asks', async () => {
  const before = await gateway.ask(often);
  await gateway.ask(often);
  await gateway.ask('{ item(id: "1") { name } }');
  expect(gateway.parsed()).toBe(2);
  await gateway.engine.update(withMore);
  expect([gateway.engine.current().sdl, operationsOf()]).toEqual([withMore, 1]);
  expect(await gateway.ask(often)).toBe(before);
  expect([gateway.parsed(), operationsOf()]).toEqual([2, 1]);
  await gateway.ask('{ item(id: "1") { name } }');
  expect(gateway.parsed()).toBe(3);
});

it('what is made ready has more room than what was asked once', async () => {
  const narrow = await startLoneEngine({ supergraphSdl, maxPlanBytes: 6_000, warmOperations: 10 });
  for (const text of [often, '{ item(id: "1") { name } }', often, '{ item(id: "1") { name } }']) await narrow.ask(text);
  await narrow.engine.update(`${supergraphSdl}\n# moved\n`);
  expect([...narrow.engine.current().operations.entries()]).toHaveLength(2);
  await narrow.close();
});

it('supergraphs that follow each other without a request between them still know it', async () => {
  for (let n = 0; n < 8; n += 1) await gateway.ask(often);
  for (const sdl of [withMore, supergraphSdl, withMore]) await gateway.engine.update(sdl);
  await gateway.ask(often);
  expect(gateway.parsed()).toBe(1);
});

it('what clients see no difference of is not validated again, and is compiled', async () => {
  for (let n = 0; n < 3; n += 1) await gateway.ask(often);
  await gateway.engine.update(`${supergraphSdl}\n# moved\n`);
  expect(operationsOf()).toBe(1);
  await gateway.ask(often);
  expect(gateway.parsed()).toBe(1);
});

it('what is not valid any more is not carried over, and its client is told', async () => {
  for (let n = 0; n < 3; n += 1) await gateway.ask(often);
  await gateway.engine.update(without);
  expect(operationsOf()).toBe(0);
  expect(await gateway.ask(often)).toContain('GRAPHQL_VALIDATION_FAILED');
  await gateway.engine.update(supergraphSdl);
  expect(await gateway.ask(often)).not.toContain('errors');
});

it('a supergraph is served all the same when nobody can say what is valid', async () => {
  const limits = { maxEvaluatedPlans: 64, maxPaths: 500 };
  const findFitting = () => Promise.reject(new Error('the thread has ended'));
  const readElsewhere = async (sdl: string) => ({ ...readSupergraph(sdl, limits), findFitting });
  const other = await startLoneEngine({ supergraphSdl, maxPlanBytes: 1_000_000, warmOperations: 10, readElsewhere });
  try {
    for (let n = 0; n < 3; n += 1) await other.ask(often);
    await other.engine.update(withMore);
    expect(other.engine.current().sdl).toBe(withMore);
    expect(await other.ask(often)).not.toContain('errors');
  } finally {
    await other.close();
  }
});

it('values of scalars are looked at as at the door', async () => {
  const findFitting = createFindFitting('scalar SafeInt\n\ntype Query { a(n: SafeInt): Int }');
  expect(await findFitting(['{ a(n: 7) }', '{ a(n: "seven") }', '{ b }'])).toEqual([true, false, false]);
});
