import { deriveId, type OrderId, type UserId } from '@rushgraph/contracts';
import { manualTime, silentLogger } from '@rushgraph/testkit';
import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import type { Placement, PlacementOutcome } from '../order/placement.ts';
import { guardEngine, isKnownAway } from './guard-engine.ts';

class Away extends Error {}
const outcome: PlacementOutcome = { kind: 'overloaded' };
const order: Placement = {
  id: deriveId<OrderId>('order', 'a'),
  userId: deriveId<UserId>('user', 'a'),
  lines: [],
  inputHash: '',
  traceparent: undefined,
};

/** An engine that does what `answer` says, and how often it was asked. */
function setUp() {
  const time = manualTime();
  const state = { asked: 0, answer: async (): Promise<PlacementOutcome> => outcome };
  const place = guardEngine({
    engine: {
      name: 'streams',
      place() {
        state.asked++;
        return state.answer();
      },
      stop: async () => undefined,
    },
    isAway: (error) => error instanceof Away,
    logger: silentLogger(),
    registry: new Registry(),
    time,
    retryAfterMs: 2_000,
  });
  const attempt = () =>
    place(order).then(
      () => 'placed',
      (error: unknown) => (isKnownAway(error) ? 'not tried' : 'failed'),
    );
  return { state, attempt, time };
}

const away = () => Promise.reject(new Away());

it('does not try an engine that has failed, until its time has come', async () => {
  const { state, attempt, time } = setUp();
  state.answer = away;
  const first = [];
  for (let n = 0; n < 5; n++) first.push(await attempt());
  expect(first).toEqual(Array(5).fill('failed'));
  expect([await attempt(), state.asked]).toEqual(['not tried', 5]);
  await time.advance(2_001);
  expect([await attempt(), state.asked]).toEqual(['failed', 6]);
  expect([await attempt(), state.asked]).toEqual(['not tried', 6]);
  await time.advance(2_001);
  state.answer = async () => outcome;
  expect([await attempt(), await attempt(), state.asked]).toEqual(['placed', 'placed', 8]);
});

it('lets nobody wait for the one who tries again', async () => {
  const { state, attempt, time } = setUp();
  state.answer = away;
  for (let n = 0; n < 5; n++) await attempt();
  await time.advance(2_001);
  const { promise, resolve } = Promise.withResolvers<PlacementOutcome>();
  state.answer = () => promise;
  const trying = attempt();
  expect([await attempt(), state.asked]).toEqual(['not tried', 6]);
  resolve(outcome);
  expect([await trying, await attempt()]).toEqual(['placed', 'placed']);
});

it('holds nothing against an engine for a fault that is the order’s own', async () => {
  const { state, attempt } = setUp();
  state.answer = () => Promise.reject(new Error('this order cannot be'));
  for (let n = 0; n < 30; n++) await attempt();
  expect(state.asked).toBe(30);
});
