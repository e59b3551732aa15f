import { expect, it } from 'vitest';
import { policyFixture } from '../test/policy-fixture.ts';

/** A breaker that never opens, for what is not about breakers. */
const PATIENT = { windowCalls: 100, minimumCalls: 100 };

it('asks another instance when one has failed, after a pause', async () => {
  const { ask, time, calls } = policyFixture({ a: 'fails', b: 'answers' });
  const answer = ask();
  await time.advance(100);
  expect([await answer, calls]).toEqual(['b', ['a at 0', 'b at 100']]);
});

it.each([
  { chance: 0, at: [0, 50, 150, 350] },
  { chance: 0.5, at: [0, 100, 300, 700] },
  { chance: 0.9, at: [0, 140, 420, 980] },
])('pauses exponentially from a random start: chance $chance gives tries at $at', async ({ chance, at }) => {
  const { ask, time, calls } = policyFixture({ a: 'fails' }, { ...PATIENT, tries: 4 }, { chance });
  const answer = ask();
  await time.advance(2_000);
  expect([await answer, calls]).toEqual(['down', at.map((moment) => `a at ${moment}`)]);
});

it('never tries a mutation twice', async () => {
  const { ask, time, calls } = policyFixture({ a: 'fails', b: 'answers' });
  const answer = ask({ kind: 'mutation' });
  await time.advance(10_000);
  expect([await answer, calls]).toEqual(['down', ['a at 0']]);
});

it('sends a mutation to another instance when the first one was not even called', async () => {
  const { ask, behaviour, calls } = policyFixture({ a: 'fails', b: 'fails' }, { windowCalls: 1, minimumCalls: 1 });
  await ask({ kind: 'mutation' });
  behaviour.b = 'answers';
  const answers = [];
  for (let n = 0; n < 4; n++) answers.push(await ask({ kind: 'mutation' }));
  expect(answers).toEqual(['b', 'b', 'b', 'b']);
  expect(calls.filter((call) => call.startsWith('a'))).toHaveLength(1);
});

it('does not try again what the breaker of the only instance refuses', async () => {
  const { ask, time, calls } = policyFixture({ a: 'fails' }, { windowCalls: 2, minimumCalls: 2, tries: 4 });
  const first = ask();
  await time.advance(5_000);
  // The second try opened the breaker, so there is no third one.
  expect([await first, calls.length]).toEqual(['open', 2]);
  expect([await ask(), calls.length]).toEqual(['open', 2]);
});

it('does not try again what is no fault of the instance', async () => {
  const { ask, time, calls } = policyFixture({ a: 'fails' }, {}, { isFailure: () => false });
  const answer = ask();
  await time.advance(5_000);
  expect([await answer, calls.length]).toEqual(['down', 1]);
});

it('ends a call at the time limit, tells the call so, and tries again', async () => {
  const { ask, behaviour, time, calls, aborted } = policyFixture({ a: 'never' }, { ...PATIENT, timeLimitMs: 1_000 });
  const answer = ask();
  await time.advance(1_000);
  behaviour.a = 'answers';
  await time.advance(100);
  expect([await answer, calls, aborted]).toEqual(['a', ['a at 0', 'a at 1100'], ['a']]);
});

it('opens the breaker of an instance that never answers', async () => {
  const settings = { windowCalls: 3, minimumCalls: 3, timeLimitMs: 1_000, tries: 1 };
  const { ask, time, calls } = policyFixture({ a: 'never' }, settings, { isFailure: () => false });
  for (let n = 0; n < 3; n++) {
    const answer = ask();
    await time.advance(1_000);
    expect(await answer).toBe('time-limit');
  }
  expect([await ask(), calls.length]).toEqual(['open', 3]);
});

it('stays within the caller’s time: the last try is cut, and none is begun that would have no time', async () => {
  const { ask, time, calls } = policyFixture({ a: 'never' }, { ...PATIENT, timeLimitMs: 400, tries: 4 });
  const cut = ask({ timeLeftMs: 600 });
  await time.advance(600);
  expect([await cut, calls]).toEqual(['deadline', ['a at 0', 'a at 500']]);
  const notBegun = ask({ timeLeftMs: 519 });
  await time.advance(400);
  expect([await notBegun, calls.length]).toEqual(['time-limit', 3]);
  expect([await ask({ timeLeftMs: 19 }), calls.length]).toEqual(['deadline', 3]);
});

it('holds an unanswered call against the instance, though the caller’s time was shorter than the limit', async () => {
  const settings = { windowCalls: 2, minimumCalls: 2, tries: 1 };
  const { ask, time } = policyFixture({ a: 'never' }, settings, { isFailure: () => false });
  for (let n = 0; n < 2; n++) {
    const answer = ask({ timeLeftMs: 500 });
    await time.advance(500);
    expect(await answer).toBe('deadline');
  }
  expect(await ask()).toBe('open');
});

it('ends with the caller who leaves, and holds nothing against the instance', async () => {
  const { ask, behaviour, time, calls, aborted } = policyFixture({ a: 'never' }, { windowCalls: 1, minimumCalls: 1 });
  for (let n = 0; n < 5; n++) {
    const caller = new AbortController();
    const answer = ask({ signal: caller.signal });
    await time.advance(100);
    caller.abort();
    expect(await answer).toBe('cancelled');
  }
  expect([calls.length, aborted.length]).toEqual([5, 5]);
  const gone = AbortSignal.abort();
  expect([await ask({ signal: gone }), calls.length]).toEqual(['cancelled', 5]);
  behaviour.a = 'answers';
  expect(await ask()).toBe('a');
});

it('does not begin another try for a caller who leaves during the pause', async () => {
  const { ask, time, calls } = policyFixture({ a: 'fails' });
  const caller = new AbortController();
  const answer = ask({ signal: caller.signal });
  await time.advance(50);
  caller.abort();
  expect(await answer).toBe('cancelled');
  await time.advance(10_000);
  expect(calls).toEqual(['a at 0']);
});

it('refuses what finds no place under way or in the queue, and counts it', async () => {
  const settings = { maxCalls: 2, maxQueued: 1, timeLimitMs: 1_000, tries: 1, ...PATIENT };
  const { ask, behaviour, time, calls, registry } = policyFixture({ a: 'never' }, settings);
  const waiting = [ask(), ask(), ask()];
  expect([await ask(), calls.length]).toEqual(['full', 2]);
  behaviour.a = 'answers';
  await time.advance(1_000);
  expect(await Promise.all(waiting)).toEqual(['time-limit', 'time-limit', 'a']);
  expect(await registry.metrics()).toContain('resilience_shed_total{dependency="shop"} 1');
});

it('does not let a caller wait in the queue beyond their time, nor call for them afterwards', async () => {
  const { ask, time, calls } = policyFixture({ a: 'never' }, { ...PATIENT, maxCalls: 1, timeLimitMs: 5_000, tries: 1 });
  const first = ask();
  const second = ask({ timeLeftMs: 300 });
  await time.advance(300);
  expect([await second, calls.length]).toEqual(['deadline', 1]);
  await time.advance(4_700);
  expect([await first, calls.length]).toEqual(['time-limit', 1]);
});

it('refuses only when every instance is full', async () => {
  const { ask, time, calls } = policyFixture({ a: 'never', b: 'never' }, { ...PATIENT, maxCalls: 1, maxQueued: 0 });
  const waiting = [ask({ kind: 'mutation' }), ask({ kind: 'mutation' })];
  expect([await ask(), calls]).toEqual(['full', ['a at 0', 'b at 0']]);
  await time.advance(10_000);
  expect(await Promise.all(waiting)).toEqual(['time-limit', 'time-limit']);
});

it('keeps breakers of the latest 256 instances alone', async () => {
  const names = Array.from({ length: 300 }, (_, n) => [`i${n}`, 'answers'] as const);
  const { ask, registry } = policyFixture(Object.fromEntries(names));
  for (let n = 0; n < 300; n++) await ask();
  const text = await registry.metrics();
  expect(text.match(/^resilience_breaker_state\{/gm)).toHaveLength(256);
  expect(text).not.toContain('instance="i43"');
  expect(text).toContain('instance="i44"');
});

it('says that no instance is known', async () => {
  const { ask, time } = policyFixture({});
  const answer = ask();
  await time.advance(10_000);
  expect(await answer).toBe('no-instance');
});

it('tells the call how much time it has', async () => {
  const { policy } = policyFixture({ a: 'answers' }, { timeLimitMs: 1_000 });
  const times = [];
  for (const options of [{}, { timeLeftMs: 400 }, { timeLeftMs: 4_000 }])
    times.push(await policy.execute({ kind: 'query', ...options }, async (_, { timeLeftMs }) => timeLeftMs));
  expect(times).toEqual([1_000, 400, 1_000]);
});

it('counts the tries after the first one', async () => {
  const { ask, time, registry } = policyFixture({ a: 'fails' }, { ...PATIENT, tries: 4 });
  const answer = ask();
  await time.advance(5_000);
  await answer;
  expect(await registry.metrics()).toContain('resilience_retries_total{dependency="shop"} 3');
});

/** The breaker opens with the second failure, and decides by two trial calls. */
const TRIED = { windowCalls: 2, minimumCalls: 2, trialCalls: 2, tries: 1, timeLimitMs: 10_000, slowAfterMs: 60_000 };

/** A policy whose breaker is open, and may be tried now. */
async function afterFailures(settings: Partial<typeof TRIED & { trialWaitMs: number }> = {}) {
  const fixture = policyFixture({ a: 'fails' }, { ...TRIED, ...settings });
  for (let n = 0; n < 2; n++) await fixture.ask();
  await fixture.time.advance(10_000);
  return fixture;
}

it('lets those who come beside the trial calls wait for the first answer, and go then', async () => {
  const { ask, behaviour, time, calls, answer } = await afterFailures();
  behaviour.a = 'held';
  const all = Array.from({ length: 6 }, () => ask());
  await time.advance(900);
  expect(calls).toHaveLength(2 + 2);
  behaviour.a = 'answers';
  answer();
  // The second trial call has not been answered yet.
  await time.advance(0);
  expect(calls).toHaveLength(2 + 6);
  answer();
  expect(await Promise.all(all)).toEqual(Array.from({ length: 6 }, () => 'a'));
});

it('refuses them when the trial calls fail, at once, and when these are not answered soon', async () => {
  const { ask, behaviour, time, calls, fail } = await afterFailures();
  behaviour.a = 'held';
  const first = Array.from({ length: 4 }, () => ask());
  await time.advance(100);
  fail();
  expect((await Promise.all(first.slice(2))).sort()).toEqual(['open', 'open']);
  await time.advance(10_000);
  const second = Array.from({ length: 4 }, () => ask());
  await time.advance(999);
  expect(calls).toHaveLength(2 + 2 + 2);
  await time.advance(1);
  expect(await Promise.all(second.slice(2))).toEqual(['open', 'open']);
  expect(calls).toHaveLength(2 + 2 + 2);
});

it('control: without that time they are refused although the instance is well', async () => {
  const { ask, behaviour, time, answer } = await afterFailures({ trialWaitMs: 0 });
  behaviour.a = 'held';
  const all = Array.from({ length: 3 }, () => ask());
  await time.advance(0);
  answer();
  answer();
  expect(await Promise.all(all)).toEqual(['a', 'a', 'open']);
});

it('asks another instance instead of waiting for trial calls', async () => {
  const fixture = policyFixture({ a: 'fails', b: 'answers' }, TRIED);
  const { ask, behaviour, time, calls } = fixture;
  for (let n = 0; n < 4; n++) await ask();
  await time.advance(10_000);
  behaviour.a = 'held';
  const held = Array.from({ length: 6 }, () => ask());
  await time.advance(0);
  expect(calls.slice(-6).filter((call) => call.startsWith('b'))).toHaveLength(4);
  fixture.answer();
  fixture.answer();
  expect((await Promise.all(held)).sort()).toEqual(['a', 'a', 'b', 'b', 'b', 'b']);
});

it('does not call for somebody whose time is over when the trial calls are answered', async () => {
  const { ask, behaviour, time, calls, answer } = await afterFailures();
  behaviour.a = 'held';
  const trials = [ask(), ask()];
  await time.advance(0);
  const hasty = ask({ timeLeftMs: 300 });
  await time.advance(300);
  expect(await hasty).toBe('deadline');
  answer();
  answer();
  await Promise.all(trials);
  expect(calls).toHaveLength(2 + 2);
});

it('is tried at once when it is known to have come back', async () => {
  const { ask, behaviour, policy, calls } = policyFixture({ a: 'fails' }, TRIED);
  for (let n = 0; n < 2; n++) await ask();
  behaviour.a = 'answers';
  expect([await ask(), calls.length]).toEqual(['open', 2]);
  policy.tryNow();
  expect([await ask(), calls.length]).toEqual(['a', 3]);
});

it('tells how many calls are under way or wait', async () => {
  const { ask, time, registry } = policyFixture(
    { a: 'never' },
    { ...PATIENT, maxCalls: 1, timeLimitMs: 1_000, tries: 1 },
  );
  const line = (count: number) => `resilience_calls_under_way{dependency="shop"} ${count}`;
  const asked = [ask(), ask()];
  expect(await registry.metrics()).toContain(line(2));
  await time.advance(2_000);
  await Promise.all(asked);
  expect(await registry.metrics()).toContain(line(0));
});
