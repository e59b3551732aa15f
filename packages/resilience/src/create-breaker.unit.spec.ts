import { manualTime } from '@rushgraph/testkit';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { type BreakerSettings, createBreaker, DEFAULT_SETTINGS, isResilienceError } from './index.ts';

class OwnFault extends Error {}

/** A breaker in front of something that does what a test says. */
function setUp(settings: Partial<BreakerSettings> = {}) {
  const time = manualTime();
  const registry = new Registry();
  const lines: string[] = [];
  const line = z.object({ breaker: z.string(), msg: z.string() });
  const destination = {
    write(text: string) {
      const { breaker, msg } = line.parse(JSON.parse(text));
      lines.push(`${breaker}: ${msg}`);
    },
  };
  const breaker = createBreaker({
    name: 'database',
    settings: { ...DEFAULT_SETTINGS, ...settings },
    isFailure: (error) => !(error instanceof OwnFault),
    logger: pino({}, destination),
    registry,
    time,
  });
  let calls = 0;
  async function attempt(work: () => Promise<string>): Promise<string> {
    try {
      return await breaker.execute(() => {
        calls++;
        return work();
      });
    } catch (error) {
      return isResilienceError(error, 'open') ? 'refused' : 'failed';
    }
  }
  async function attempts(count: number, work: () => Promise<string>): Promise<string[]> {
    const results = [];
    for (let n = 0; n < count; n++) results.push(await attempt(work));
    return results;
  }
  return { breaker, time, registry, lines, attempt, attempts, calls: () => calls };
}

const answer = async () => 'answer';
const fail = () => Promise.reject(new Error('down'));

it('opens when exactly the given share of a full window has failed, and not before', async () => {
  const { attempts, breaker } = setUp();
  await attempts(5, answer);
  await attempts(4, fail);
  expect(breaker.state).toBe('closed');
  await attempts(1, fail);
  expect(breaker.state).toBe('open');
});

it('looks at the latest calls alone', async () => {
  const { attempts, breaker } = setUp();
  await attempts(4, fail);
  await attempts(100, answer);
  await attempts(4, fail);
  expect(breaker.state).toBe('closed');
});

it('calls nothing while it is open, says when to come again, and tries after its time', async () => {
  const { attempts, attempt, breaker, time, calls } = setUp();
  await attempts(10, fail);
  await time.advance(9_999);
  expect([await attempt(answer), calls()]).toEqual(['refused', 10]);
  await expect(breaker.execute(answer)).rejects.toMatchObject({ kind: 'open', retryAfterMs: 1 });
  await time.advance(1);
  expect([await attempt(answer), breaker.state]).toEqual(['answer', 'trying']);
});

it('closes after the trial calls, and forgets the failures from before', async () => {
  const { attempts, time, breaker } = setUp();
  await attempts(10, fail);
  await time.advance(10_000);
  await attempts(5, answer);
  expect(breaker.state).toBe('closed');
  await attempts(3, fail);
  expect(breaker.state).toBe('closed');
});

it('opens again when too many trial calls fail', async () => {
  const { attempts, time, breaker } = setUp();
  await attempts(10, fail);
  await time.advance(10_000);
  await attempts(2, answer);
  expect(await attempts(4, fail)).toEqual(['failed', 'failed', 'failed', 'refused']);
  expect(breaker.state).toBe('open');
});

it('lets nobody wait for the trial calls of others', async () => {
  const { attempts, attempt, time, calls } = setUp({ trialCalls: 2 });
  await attempts(10, fail);
  await time.advance(10_000);
  const { promise, resolve } = Promise.withResolvers<string>();
  const trials = [attempt(() => promise), attempt(() => promise)];
  expect([await attempt(answer), calls()]).toEqual(['refused', 12]);
  resolve('back');
  expect([await Promise.all(trials), await attempt(answer)]).toEqual([['back', 'back'], 'answer']);
});

it('counts slow calls as failures and returns their values', async () => {
  const { attempt, breaker, time } = setUp({ windowCalls: 2, minimumCalls: 2, slowAfterMs: 8_000 });
  for (let n = 0; n < 2; n++) {
    const { promise, resolve } = Promise.withResolvers<string>();
    const slow = attempt(() => promise);
    await time.advance(8_001);
    resolve('late');
    expect(await slow).toBe('late');
  }
  expect(breaker.state).toBe('open');
});

it('does not count a call as slow that takes exactly as long as it may', async () => {
  const { attempt, breaker, time } = setUp({ windowCalls: 1, minimumCalls: 1, slowAfterMs: 8_000 });
  const { promise, resolve } = Promise.withResolvers<string>();
  const call = attempt(() => promise);
  await time.advance(8_000);
  resolve('in time');
  expect([await call, breaker.state]).toEqual(['in time', 'closed']);
});

it('does not count what is no fault of the dependency', async () => {
  const { attempts, breaker, calls } = setUp();
  await attempts(30, () => Promise.reject(new OwnFault()));
  await attempts(9, fail);
  expect([breaker.state, calls()]).toEqual(['closed', 39]);
});

it('writes one line for each change of state, and counts them', async () => {
  const { attempts, time, lines, registry, breaker } = setUp();
  await attempts(20, fail);
  await time.advance(10_000);
  await attempts(6, answer);
  expect(lines).toEqual([
    'open: database is not called any more',
    'trying: database is tried again',
    'closed: database is back',
  ]);
  const metrics = await registry.metrics();
  for (const series of [
    'resilience_breaker_state{dependency="database",instance=""} 0',
    'resilience_breaker_changes_total{dependency="database",instance="",state="open"} 1',
    'resilience_calls_total{dependency="database",instance="",outcome="failure"} 10',
    'resilience_calls_total{dependency="database",instance="",outcome="refused"} 10',
    'resilience_calls_total{dependency="database",instance="",outcome="success"} 6',
  ])
    expect(metrics).toContain(series);
  breaker.remove();
  expect(await registry.metrics()).not.toContain('dependency="database"');
});
