import { expect, it } from 'vitest';
import { createPasswords, type Passwords } from './create-passwords.ts';

const cheap = { memoryKib: 8, passes: 1, lanes: 1 };

it('makes argon2id texts with the given parameters and a salt of their own', async () => {
  const { hash, verify } = await createPasswords({ memoryKib: 64, passes: 3, lanes: 2 });
  const [first, second] = [await hash('x7Kq-9sLm2'), await hash('x7Kq-9sLm2')];
  expect(first).toMatch(/^\$argon2id\$v=19\$m=64,t=3,p=2\$/);
  expect(first).not.toBe(second);
  expect([await verify('x7Kq-9sLm2', first), await verify('x7Kq-9sLm3', first)]).toEqual([true, false]);
});

it('takes one password for the same however it was composed', async () => {
  const { hash, verify } = await createPasswords(cheap);
  expect(await verify('e\u0301te\u0301-2026-soleil', await hash('\u00e9t\u00e9-2026-soleil'))).toBe(true);
});

it('never verifies without a hash, and works as hard as with one', async () => {
  const passwords = await createPasswords({ memoryKib: 4_096, passes: 2, lanes: 1 });
  const hash = await passwords.hash('x7Kq-9sLm2');
  expect(await passwords.verify('a password that no account has', undefined)).toBe(false);
  expect(await fastest(passwords, undefined)).toBeGreaterThan(0.3 * (await fastest(passwords, hash)));
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
