import { expect, it } from 'vitest';
import { createLifecycle } from './lifecycle.ts';
import { createLogger } from './logger.ts';

function fixture(stepLimitMs?: number) {
  const lines: { readonly msg: string; readonly step?: string; readonly err?: { readonly message: string } }[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  const logger = createLogger({ service: 'shop', level: 'info', pretty: false, destination });
  const lifecycle = createLifecycle({ logger, ...(stepLimitMs !== undefined && { stepLimitMs }) });
  const stopped: string[] = [];
  const step = (name: string) => lifecycle.onStop(name, async () => void stopped.push(name));
  return {
    lifecycle,
    stopped,
    step,
    failures: () => lines.filter(({ err }) => err).map(({ step, err }) => [step, err?.message]),
  };
}

it('stops in the order in which the steps were added, once, however often it is told', async () => {
  const { lifecycle, stopped, step } = fixture();
  for (const name of ['readiness', 'http', 'mysql']) step(name);
  expect(lifecycle.stopping).toBe(false);
  const both = [lifecycle.stop('SIGTERM'), lifecycle.stop('SIGINT')];
  expect(lifecycle.stopping).toBe(true);
  await Promise.all(both);
  expect(stopped).toEqual(['readiness', 'http', 'mysql']);
});

it('waits for one step before it begins the next', async () => {
  const { lifecycle, stopped, step } = fixture();
  const released = Promise.withResolvers<void>();
  lifecycle.onStop('http', () => released.promise);
  step('mysql');
  const stop = lifecycle.stop('SIGTERM');
  await new Promise((resolve) => setImmediate(resolve));
  expect(stopped).toEqual([]);
  released.resolve();
  await stop;
  expect(stopped).toEqual(['mysql']);
});

it('goes on after a step that fails, throws or hangs, and says which', async () => {
  const { lifecycle, stopped, step, failures } = fixture(20);
  lifecycle.onStop('rejects', () => Promise.reject(new Error('no')));
  lifecycle.onStop('throws', () => {
    throw new Error('never');
  });
  lifecycle.onStop('hangs', () => new Promise(() => undefined));
  step('mysql');
  await lifecycle.stop('SIGTERM');
  expect(stopped).toEqual(['mysql']);
  expect(failures()).toEqual([
    ['rejects', 'no'],
    ['throws', 'never'],
    ['hangs', 'not done after 20 ms'],
  ]);
});
