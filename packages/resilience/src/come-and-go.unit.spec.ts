import { expect, it } from 'vitest';
import { policyFixture } from '../test/policy-fixture.ts';

it.each(['query', 'mutation'] as const)(
  'gives a %s that could not be sent to another instance, at once',
  async (kind) => {
    const { ask, calls } = policyFixture({ a: 'gone', b: 'answers' });
    expect([await ask({ kind }), calls]).toEqual(['b', ['a at 0', 'b at 0']]);
  },
);

it('tells why nobody could be sent to, and tries only queries again', async () => {
  const { ask, time, calls } = policyFixture({ a: 'gone', b: 'gone' }, { tries: 2 });
  expect([await ask({ kind: 'mutation' }), calls]).toEqual(['gone', ['a at 0', 'b at 0']]);
  calls.length = 0;
  const answer = ask();
  await time.advance(100);
  expect([await answer, calls.length]).toEqual(['gone', 4]);
});

it('tries a query again that could not be sent to one instance while another refuses', async () => {
  const { ask, policy, time, behaviour } = policyFixture({ a: 'gone', b: 'answers' });
  policy.eject(new Set(['b']));
  const query = ask();
  behaviour.a = 'answers';
  await time.advance(100);
  expect(await query).toBe('a');
});

it('opens the breaker of an instance that cannot be sent to', async () => {
  const { ask, calls } = policyFixture({ a: 'gone', b: 'answers' }, { windowCalls: 2, minimumCalls: 2 });
  for (let n = 0; n < 8; n++) expect(await ask({ kind: 'mutation' })).toBe('b');
  expect(calls.filter((call) => call.startsWith('a'))).toHaveLength(2);
});

it('tries the queries of an ejected instance elsewhere, and gives it no calls', async () => {
  const { ask, policy, time, calls, aborted } = policyFixture({ a: 'never', b: 'answers' });
  const query = ask();
  await time.advance(1_000);
  policy.eject(new Set(['a']));
  await time.advance(100);
  expect([await query, aborted]).toEqual(['b', ['a']]);
  for (let n = 0; n < 4; n++) expect(await ask({ kind: 'mutation' })).toBe('b');
  expect(calls.filter((call) => call.startsWith('a'))).toEqual(['a at 0']);
});

it('gives a query back as often as its instances are ejected, within its time', async () => {
  const { ask, policy, time, behaviour } = policyFixture({ a: 'never', b: 'never', c: 'never' }, { tries: 1 });
  const query = ask({ timeLeftMs: 10_000 });
  for (const id of ['a', 'b', 'c']) {
    await time.advance(1_000);
    policy.eject(new Set([id]));
  }
  behaviour.a = 'answers';
  behaviour.b = 'answers';
  await time.advance(1_000);
  expect(['a', 'b']).toContain(await query);
});

it('leaves a mutation with an ejected instance until its limit: it may be done there', async () => {
  const { ask, policy, time, behaviour, answer } = policyFixture({ a: 'held', b: 'answers' });
  const mutation = ask({ kind: 'mutation' });
  await time.advance(1_000);
  policy.eject(new Set(['a']));
  await time.advance(1_000);
  answer();
  expect(await mutation).toBe('a');
  behaviour.a = 'answers';
  policy.eject(new Set());
  expect([await ask(), await ask()].sort()).toEqual(['a', 'b']);
});

it('control: without ejection the query waits as long as it may', async () => {
  const { ask, time } = policyFixture({ a: 'never', b: 'answers' });
  const query = ask({ timeLeftMs: 5_000 });
  await time.advance(5_000);
  expect(await query).toBe('deadline');
});

it('knows nothing of an instance that was forgotten when another comes in its place', async () => {
  const { ask, policy, behaviour, registry } = policyFixture({ a: 'fails' }, { windowCalls: 1, minimumCalls: 1 });
  await ask({ kind: 'mutation' });
  expect(await ask({ kind: 'mutation' })).toBe('open');
  policy.forget('a');
  expect(await registry.metrics()).not.toContain('instance="a"');
  behaviour.a = 'answers';
  expect(await ask({ kind: 'mutation' })).toBe('a');
});
