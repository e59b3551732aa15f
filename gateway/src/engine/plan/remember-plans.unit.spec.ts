import type { QueryPlan } from '@apollo/query-planner';
import { type DocumentNode, parse, print } from 'graphql';
import { expect, it } from 'vitest';
import { createPlanMemory } from './remember-plans.ts';

const plan: QueryPlan = { kind: 'QueryPlan' };

function memory() {
  const planned: string[] = [];
  const plans = createPlanMemory({
    plan(document: DocumentNode) {
      planned.push(print(document).replace(/\s+/g, ' '));
      return plan;
    },
    compile: () => 'step',
    maxBytes: 1_000_000,
  });
  const used = () => plans.mostUsed(10).map(({ document, uses }) => [print(document).replace(/\s+/g, ' '), uses]);
  return { plans, planned, used };
}

it('plans a document once, and counts how often it is asked for', async () => {
  const { plans, planned, used } = memory();
  await Promise.all([plans.planFor(parse('{ a }')), plans.planFor(parse('{a}')), plans.planFor(parse('{ b }'))]);
  expect(planned).toEqual(['{ a }', '{ b }']);
  expect(used()).toEqual([
    ['{ a }', 2],
    ['{ b }', 1],
  ]);
});

it('counts on for who keeps a plan and runs it again', async () => {
  const { plans, used } = memory();
  await plans.planFor(parse('{ a }'));
  const { tally } = await plans.planFor(parse('{ b }'));
  tally.uses += 5;
  expect(used()).toEqual([
    ['{ b }', 6],
    ['{ a }', 1],
  ]);
});

it('begins with the uses that somebody knows of', async () => {
  const { plans, used } = memory();
  await plans.planFor(parse('{ a }'), 7.5);
  expect(used()).toEqual([['{ a }', 7.5]]);
});

it('refuses what would wait too long, and plans it afterwards', async () => {
  const { plans, planned } = memory();
  const outcomes = await Promise.allSettled(Array.from({ length: 510 }, (_, n) => plans.planFor(parse(`{ a${n} }`))));
  const refused = outcomes.filter(({ status }) => status === 'rejected');
  expect([planned.length, refused.length]).toEqual([500, 10]);
  expect(refused[0]).toMatchObject({ reason: { extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 1 } } });
  expect((await plans.planFor(parse('{ a509 }'))).step).toBe('step');
});
