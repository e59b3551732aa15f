import { race } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { logIn, PASSWORD, signUpAndLogin } from '../../test/operations.ts';
import { type UserFixture, userFixture } from '../../test/user-fixture.ts';
import { ensureAdministrator } from './ensure-administrator.ts';

let shop: UserFixture;
beforeAll(async () => {
  shop = await userFixture();
});
afterAll(() => shop.drop());
beforeEach(async () => {
  for (const table of ['user', 'outbox']) await shop.database.run(`DELETE FROM ${table}`);
});

const admin = { email: 'boss@shop.test', password: PASSWORD };
const roles = () => shop.database.rows<{ roles: string[] }>('SELECT roles FROM user');

it('makes one administrator, who can log in, however many instances start', async () => {
  const starts = await race(8, () => ensureAdministrator(shop.accounts, admin));
  expect(starts.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 'fulfilled'));
  await ensureAdministrator(shop.accounts, { ...admin, password: 'another-9sLm2!tide' });
  expect(await roles()).toEqual([{ roles: ['CUSTOMER', 'ADMIN'] }]);
  expect(await shop.count('outbox')).toBe(1);
  expect((await logIn(shop, admin.email)).sessionId).toHaveLength(26);
});

it('does not promote a customer who has the address', async () => {
  await signUpAndLogin(shop, 'boss');
  await ensureAdministrator(shop.accounts, admin);
  expect(await roles()).toEqual([{ roles: ['CUSTOMER'] }]);
});
