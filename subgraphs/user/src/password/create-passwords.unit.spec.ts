import { createMetrics } from '@rushgraph/service';
import { fixedClock } from '@rushgraph/testkit';
import { expect, it } from 'vitest';
import { createPasswords, type Passwords, type QueueSettings } from './create-passwords.ts';

const cheap = { memoryKib: 8, passes: 1, lanes: 1 };
const roomy: QueueSettings = { atOnce: 4, waiting: 100, waitMs: 60_000 };

async function fixture(argon2 = cheap, queue = roomy, now = () => new Date(0)) {
  const metrics = createMetrics('user', { defaults: false });
  const passwords = await createPasswords({ argon2, queue, now, metrics });
  const refused = async () =>
    (await metrics.registry.getSingleMetric('password_work_refused_total')?.get())?.values[0]?.value;
  return { passwords, refused };
}

it('makes argon2id texts with the given parameters and a salt of their own', async () => {
  const { hash, verify } = (await fixture({ memoryKib: 64, passes: 3, lanes: 2 })).passwords;
  const [first, second] = [await hash('x7Kq-9sLm2'), await hash('x7Kq-9sLm2')];
  expect(first).toMatch(/^\$argon2id\$v=19\$m=64,t=3,p=2\$/);
  expect(first).not.toBe(second);
  expect([await verify('x7Kq-9sLm2', first), await verify('x7Kq-9sLm3', first)]).toEqual([true, false]);
});

it('takes one password for the same however it was composed', async () => {
  const { hash, verify } = (await fixture()).passwords;
  expect(await verify('e\u0301te\u0301-2026-soleil', await hash('\u00e9t\u00e9-2026-soleil'))).toBe(true);
});

it('never verifies without a hash, and works as hard as with one', async () => {
  const { passwords } = await fixture({ memoryKib: 4_096, passes: 2, lanes: 1 });
  const hash = await passwords.hash('x7Kq-9sLm2');
  expect(await passwords.verify('a password that no account has', undefined)).toBe(false);
  expect(await fastest(passwords, undefined)).toBeGreaterThan(0.3 * (await fastest(passwords, hash)));
});

it.each([`a${'\u0301'.repeat(48_000)}`, 'x7Kq-9sLm2\ud800'])(
  'does not look at what cannot be a password',
  async (text) => {
    const { passwords } = await fixture(cheap, { atOnce: 0, waiting: 0, waitMs: 0 });
    expect(await passwords.verify(text, '$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g')).toBe(false);
    await expect(passwords.hash(text)).rejects.toThrow(RangeError);
  },
);

it('looks at so many at once, lets so many wait, and refuses the others at once', async () => {
  const { passwords, refused } = await fixture(cheap, { atOnce: 2, waiting: 3, waitMs: 60_000 });
  const settled = await Promise.allSettled(Array.from({ length: 60 }, () => passwords.hash('x7Kq-9sLm2')));
  expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  const reasons = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  for (const reason of reasons)
    expect(reason).toMatchObject({ extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 1 } });
  expect([reasons.length, await refused()]).toEqual([55, 55]);
  expect(await passwords.hash('x7Kq-9sLm2')).toMatch(/^\$argon2id/);
});

it('does not begin with what has waited too long', async () => {
  const clock = fixedClock();
  const { passwords } = await fixture(cheap, { atOnce: 1, waiting: 5, waitMs: 2_000 }, clock);
  const [first, second] = [passwords.hash('x7Kq-9sLm2'), passwords.hash('x7Kq-9sLm2')];
  clock.advance(2_001);
  await expect(second).rejects.toMatchObject({ extensions: { code: 'RATE_LIMITED' } });
  expect(await first).toMatch(/^\$argon2id/);
});

/** The shortest of several verifications, in milliseconds: what else runs here only makes them longer. */
async function fastest(passwords: Passwords, hash: string | undefined): Promise<number> {
  const durations: number[] = [];
  for (let round = 0; round < 8; round++) {
    const start = performance.now();
    await passwords.verify('wrong password', hash);
    durations.push(performance.now() - start);
  }
  return Math.min(...durations);
}
