import { expect, it } from 'vitest';
import { consuming, createHealth } from './health.ts';

function fixture() {
  const clock = { ms: 0 };
  const health = createHealth({ now: () => new Date(clock.ms), probeLimitMs: 20 });
  return { clock, health };
}
const up = async () => undefined;
const down = () => Promise.reject(new Error('connection refused'));

it('is ready without dependencies, and with all of them up', async () => {
  const { health } = fixture();
  expect(await health.report()).toEqual({ status: 'ready', dependencies: {} });
  const other = fixture().health;
  other.check('mysql', up);
  expect(await other.report()).toEqual({
    status: 'ready',
    dependencies: { mysql: { state: 'up', required: true } },
  });
});

it('is unready without a required dependency and degraded without another', async () => {
  const { health, clock } = fixture();
  health.check('redis', down, { required: false });
  expect(await health.report()).toEqual({
    status: 'degraded',
    dependencies: { redis: { state: 'down', required: false, error: 'connection refused' } },
  });
  health.check('mysql', down);
  clock.ms = 500;
  expect(await health.report()).toMatchObject({ status: 'unready' });
});

it('tells what is known of a dependency, whatever its state, and hangs nothing on it', async () => {
  const { health } = fixture();
  health.check('orders', up, { facts: () => ({ records: 12 }) });
  health.check('updates', down, { required: false, facts: () => ({ records: 99 }) });
  health.check('prices', up, { facts: () => undefined });
  expect(await health.report()).toEqual({
    status: 'degraded',
    dependencies: {
      orders: { state: 'up', required: true, facts: { records: 12 } },
      updates: { state: 'down', required: false, error: 'connection refused', facts: { records: 99 } },
      prices: { state: 'up', required: true },
    },
  });
});

it('takes a probe that hangs, or throws at once, for a dependency that is down', async () => {
  const { health } = fixture();
  health.check('hangs', () => new Promise(() => undefined));
  health.check('throws', () => {
    throw new Error('not open');
  });
  expect((await health.report()).dependencies).toEqual({
    hangs: { state: 'down', required: true, error: 'no answer within 20 ms' },
    throws: { state: 'down', required: true, error: 'not open' },
  });
});

it('finds a consumer down until it has its partitions', async () => {
  const { health, clock } = fixture();
  const consumer = { isReady: false, ready: () => consumer.isReady, behind: () => undefined };
  health.check('orders', consuming(consumer));
  health.check('table', consuming(consumer, { otherwise: 'not caught up' }));
  expect((await health.report()).dependencies).toEqual({
    orders: { state: 'down', required: true, error: 'not a member of its consumer group' },
    table: { state: 'down', required: true, error: 'not caught up' },
  });
  consumer.isReady = true;
  clock.ms = 500;
  expect(await health.report()).toMatchObject({ status: 'ready' });
});

it('finds a consumer down that is further behind than it may be, and by default only tells how far it is', async () => {
  const { health } = fixture();
  const consumer = { ready: () => true, behind: () => ({ records: 12 }) };
  health.check('free', consuming(consumer), { facts: consumer.behind });
  health.check('just', consuming(consumer, { mostBehind: 12 }));
  health.check('bound', consuming(consumer, { mostBehind: 11 }), { facts: consumer.behind });
  expect((await health.report()).dependencies).toEqual({
    free: { state: 'up', required: true, facts: { records: 12 } },
    just: { state: 'up', required: true },
    bound: { state: 'down', required: true, error: '12 records behind, and may be 11', facts: { records: 12 } },
  });
});

it('shares a result for half a second, and a probe that is under way for as long as it takes', async () => {
  const { health, clock } = fixture();
  let probes = 0;
  let answer = Promise.withResolvers<void>();
  health.check('mysql', () => {
    probes += 1;
    return answer.promise;
  });
  const reports = [health.report()];
  clock.ms = 5_000;
  reports.push(health.report());
  expect(probes).toBe(1);
  answer.resolve();
  expect(new Set(await Promise.all(reports)).size).toBe(1);
  clock.ms = 5_000 + 499;
  answer = Promise.withResolvers<void>();
  answer.resolve();
  await health.report();
  const probesSoFar = probes;
  await health.report();
  expect(probes).toBe(probesSoFar);
  clock.ms += 500;
  await health.report();
  expect(probes).toBe(probesSoFar + 1);
});

it('is draining at once, whatever was shared', async () => {
  const { health } = fixture();
  health.check('mysql', up);
  expect((await health.report()).status).toBe('ready');
  health.drain();
  expect(await health.report()).toEqual({
    status: 'draining',
    dependencies: { mysql: { state: 'up', required: true } },
  });
});
