import type { QueryPlan } from '@apollo/query-planner';
import { type DocumentNode, parse, print } from 'graphql';
import { expect, it } from 'vitest';
import { ourselves, type Sender } from '../../threads/sender.ts';
import { createPlanMemory } from './remember-plans.ts';

const plan: QueryPlan = { kind: 'QueryPlan' };
const somebody: Sender = { owner: '127.0.0.1', isThere: () => true };

/** Plans are made once `before` is there. */
function memory(before?: Promise<unknown>) {
  const planned: string[] = [];
  const plans = createPlanMemory({
    async plan(document: DocumentNode) {
      planned.push(print(document).replace(/\s+/g, ' '));
      await before;
      return plan;
    },
    compile: () => 'step',
    maxBytes: 10_000_000,
  });
  const used = () => plans.mostUsed(10).map(({ document, uses }) => [print(document).replace(/\s+/g, ' '), uses]);
  const planFor = (text: string, sender: Sender = somebody, uses?: number) => plans.planFor(parse(text), sender, uses);
  return { planFor, planned, used };
}

it('plans a document once, and counts how often it is asked for', async () => {
  const { planFor, planned, used } = memory();
  await Promise.all([planFor('{ a }'), planFor('{a}'), planFor('{ b }')]);
  expect(planned).toEqual(['{ a }', '{ b }']);
  expect(used()).toEqual([
    ['{ a }', 2],
    ['{ b }', 1],
  ]);
});

it('counts on for who keeps a plan and runs it again', async () => {
  const { planFor, used } = memory();
  await planFor('{ a }');
  const { use } = await planFor('{ b }');
  for (let n = 0; n < 5; n += 1) use();
  expect(used()).toEqual([
    ['{ b }', 6],
    ['{ a }', 1],
  ]);
});

it('keeps what is run again, however many plans are asked for once, and however often by one request', async () => {
  const { planFor, planned, used } = memory();
  const { use } = await planFor('{ ours }');
  const texts = Array.from({ length: 100 }, (_, n) => `{ once${n} }`);
  for (const text of texts) {
    const request = { ...somebody };
    await Promise.all([planFor(text, request), planFor(text, request)]);
    use();
  }
  expect(used()[0]).toEqual(['{ ours }', 101]);
  await planFor('{ ours }');
  expect([used().length, planned.length]).toEqual([10, 101]);
});

it('knows by the second request that a plan is used again, however long ago the first was', async () => {
  const { planFor, planned } = memory();
  const ask = async (text: string) => planFor(text, { ...somebody });
  await ask('{ ours }');
  for (let n = 0; n < 20; n += 1) await ask(`{ before${n} }`);
  await ask('{ ours }');
  for (let n = 0; n < 20; n += 1) await ask(`{ after${n} }`);
  await ask('{ ours }');
  expect(planned.filter((text) => text === '{ ours }')).toHaveLength(2);
});

it('begins with the uses that somebody knows of', async () => {
  const { planFor, used } = memory();
  await planFor('{ a }', somebody, 7.5);
  expect(used()).toEqual([['{ a }', 7.5]]);
});

const texts = (count: number) => Array.from({ length: count }, (_, n) => `{ a${n} }`);
const codesOf = (outcomes: readonly PromiseSettledResult<unknown>[]) =>
  outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.extensions] : []));

it('refuses what would wait too long, of one client and no other, and plans it afterwards', async () => {
  const { planFor, planned } = memory();
  const many = Promise.allSettled(texts(110).map((text) => planFor(text)));
  const other = planFor('{ other }', { ...somebody, owner: '127.0.0.2' });
  const refused = codesOf(await many);
  // One is under way, and a hundred wait.
  expect([refused.length, (await other).step, planned.length]).toEqual([9, 'step', 102]);
  expect(refused[0]).toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: 1 });
  expect((await planFor('{ a109 }')).step).toBe('step');
});

it('plans in the turn of another one what its first client has to give way with', async () => {
  const { promise: before, resolve: go } = Promise.withResolvers<void>();
  const { planFor, planned } = memory(before);
  const client = (n: number): Sender => ({ ...somebody, owner: `127.0.0.${n}` });
  const first = planFor('{ first }', client(0));
  // All places are taken, and each of these has as many as the others.
  const all = [1, 2, 3, 4, 5].map((n) => texts(100).map((text) => planFor(text.replace('a', `b${n}x`), client(n))));
  const shared = planFor('{ b1x99 }', client(6));
  const pushing = planFor('{ other }', client(7));
  go();
  expect((await Promise.all([first, shared, pushing])).length).toBe(3);
  expect(planned).toContain('{ b1x99 }');
  // Who shares it has pushed out another one.
  expect(codesOf(await Promise.allSettled(all.flat()))).toHaveLength(1);
});

it('never refuses what nobody has asked for', async () => {
  const { planFor, planned } = memory();
  await Promise.all(texts(600).map((text) => planFor(text, ourselves)));
  expect(planned).toHaveLength(600);
});

it('does not plan for clients that have left, unless others ask for the same', async () => {
  const { promise: before, resolve: go } = Promise.withResolvers<void>();
  const { planFor, planned } = memory(before);
  let isThere = true;
  const leaving = { ...somebody, isThere: () => isThere };
  const first = planFor('{ a }');
  const left = expect(planFor('{ b }', leaving)).rejects.toMatchObject({ name: 'CallerGone' });
  const shared = [planFor('{ c }', leaving), planFor('{ c }')];
  isThere = false;
  go();
  await Promise.all([first, left, ...shared]);
  expect(planned).toEqual(['{ a }', '{ c }']);
  expect((await planFor('{ b }')).step).toBe('step');
});
