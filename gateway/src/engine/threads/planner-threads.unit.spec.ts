import { readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { Supergraph } from '@apollo/federation-internals';
import { buildSchema, type DocumentNode, introspectionFromSchema, parse } from 'graphql';
import { afterAll, expect, it } from 'vitest';
import { niceOfThreads } from '../../../test/nice-of-threads.ts';
import { readSupergraph } from '../read/read-supergraph.ts';
import { createPlannerThreads } from './planner-threads.ts';

const sdl = readFileSync(join(import.meta.dirname, '../../../../supergraph.graphql'), 'utf8');
/** The same supergraph to clients, and another one to who reads it. */
const version = (number: number) => `${sdl}\n# ${number}\n`;
const limits = { maxEvaluatedPlans: 64, maxPaths: 500 };
const warnings: unknown[] = [];
const create = (changed = limits) => createPlannerThreads({ limits: changed, warn: (error) => warnings.push(error) });
const threads = create();
const patience = { toBeginMs: 600_000, toAnswerMs: 600_000 };
const spent = { ownTime: { isLeft: () => false, spend: () => undefined }, patience };
afterAll(() => threads.stop());

const mine = parse('{ me { name orders { nodes { lines { item { name } } } } } }');
const planned = () => readSupergraph(sdl, limits).plan(mine);

it('reads and plans as this thread would', async () => {
  const { plan, findFitting, ...read } = await threads.read(sdl);
  const { plan: _plan, findFitting: _findFitting, ...here } = readSupergraph(sdl, limits);
  expect(read).toEqual(here);
  expect(JSON.stringify(await plan(mine))).toBe(JSON.stringify(await planned()));
});

it('hands on all that clients may ask about the schema', async () => {
  const { apiSdl } = await threads.read(sdl);
  const whole = Supergraph.build(sdl).apiSchema().toGraphQLJSSchema();
  expect(introspectionFromSchema(buildSchema(apiSdl))).toEqual(introspectionFromSchema(whole));
});

it('lets this thread go on meanwhile', async () => {
  let turns = 0;
  const counting = setInterval(() => {
    turns += 1;
  }, 1);
  await threads.read(version(0));
  clearInterval(counting);
  expect(turns).toBeGreaterThan(1);
});

const LOWEST = 19;
it.skipIf(process.platform !== 'linux' || getPriority() === LOWEST)(
  'is done behind what this thread does, where processors are few',
  async () => {
    await threads.read(sdl);
    // Not the last of all: a new supergraph is waited for.
    expect(niceOfThreads()).toContain(Math.min(LOWEST, getPriority() + 5));
    await threads.planBeside(sdl, () => Promise.reject(new Error('not asked')), spent)(mine);
    expect(niceOfThreads()).toContain(LOWEST);
  },
);

it('refuses what is no supergraph, and goes on', async () => {
  await expect(threads.read('type Query { broken: Int }')).rejects.toThrow();
  expect((await threads.read(sdl)).places).toHaveLength(5);
});

it('says that an operation is too complex as this thread would', async () => {
  const small = create({ ...limits, maxPaths: 1 });
  try {
    const { plan } = await small.read(sdl);
    await expect(plan(mine)).rejects.toMatchObject({ extensions: { code: 'OPERATION_TOO_COMPLEX' } });
  } finally {
    await small.stop();
  }
});

it('still plans for a supergraph whose threads have read others since, or were started anew', async () => {
  const { plan } = await threads.read(version(1));
  for (let number = 2; number < 8; number += 1) await threads.read(version(number));
  expect(JSON.stringify(await plan(mine))).toBe(JSON.stringify(await planned()));
  await threads.stop();
  expect(JSON.stringify(await plan(mine))).toBe(JSON.stringify(await planned()));
});

it('tells who waits for a thread that has ended', async () => {
  const told = expect(threads.read(version(9))).rejects.toThrow('has no answer');
  await threads.stop();
  await told;
});

it('plans beside for what this thread could plan, while it has no time of its own', async () => {
  const own = create();
  let planned = 0;
  const plan = (document: DocumentNode) => {
    planned += 1;
    return readSupergraph(sdl, limits).plan(document);
  };
  try {
    let time = 0;
    const spend = (ms: number) => {
      time += ms;
    };
    const ownTime = { isLeft: () => time === 0, spend };
    const beside = own.planBeside(sdl, plan, { ownTime, patience });
    const here = await beside(mine);
    expect([planned, time > 0]).toEqual([1, true]);
    expect(JSON.stringify(await beside(mine))).toBe(JSON.stringify(here));
    expect(planned).toBe(1);
  } finally {
    await own.stop();
  }
});

it('says beside, too, that an operation is too complex', async () => {
  const small = create({ ...limits, maxPaths: 1 });
  try {
    const beside = small.planBeside(sdl, () => Promise.reject(new Error('not asked')), spent);
    await expect(beside(mine)).rejects.toMatchObject({ extensions: { code: 'OPERATION_TOO_COMPLEX' } });
  } finally {
    await small.stop();
  }
});

it('plans here for who waits for a thread that has ended', async () => {
  const ending = create();
  const beside = ending.planBeside(sdl, (document) => readSupergraph(sdl, limits).plan(document), spent);
  const plan = beside(mine);
  await ending.stop();
  expect(JSON.stringify(await plan)).toBe(JSON.stringify(await planned()));
});

const impatient = { ...spent, patience: { ...patience, toBeginMs: 0 } };

it('plans here what another thread gets no processor for', async () => {
  const beside = threads.planBeside(sdl, (document) => readSupergraph(sdl, limits).plan(document), impatient);
  expect(JSON.stringify(await beside(mine))).toBe(JSON.stringify(await planned()));
});

it('refuses for now what takes long, when another thread gets no processor for it', async () => {
  const beside = threads.planBeside(sdl, () => Promise.reject(new Error('not asked')), impatient);
  const aliases = Array.from({ length: 20 }, (_, n) => `a${n}: name`).join(' ');
  const long = parse(`{ me { ${aliases} orders { nodes { lines { item { ${aliases} } } } } } }`);
  await expect(beside(long)).rejects.toMatchObject({ extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 2 } });
});

it('counts the time of a plan once, whoever has made it', async () => {
  const spends: number[] = [];
  const ownTime = { isLeft: () => false, spend: (ms: number) => spends.push(ms) };
  const plan = (document: DocumentNode) => readSupergraph(sdl, limits).plan(document);
  for (const toBeginMs of [0, 600_000]) {
    spends.length = 0;
    await threads.planBeside(sdl, plan, { ownTime, patience: { ...patience, toBeginMs } })(mine);
    expect(spends).toEqual([expect.any(Number)]);
  }
});

it('says that it has planned here because a thread has failed', async () => {
  warnings.length = 0;
  const beside = threads.planBeside('no supergraph', (document) => readSupergraph(sdl, limits).plan(document), spent);
  expect(JSON.stringify(await beside(mine))).toBe(JSON.stringify(await planned()));
  expect(warnings).toEqual([expect.objectContaining({ message: expect.stringMatching(/^No plan can be made: ./) })]);
});
