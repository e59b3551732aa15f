import { afterAll, beforeAll, expect, it } from 'vitest';
import { LOGIN, LOGOUT, PASSWORD, REFRESH, SIGN_UP, signUpAndLogin } from '../test/operations.ts';
import { type UserFixture, userFixture } from '../test/user-fixture.ts';

let shop: UserFixture;
beforeAll(async () => {
  shop = await userFixture();
});
afterAll(() => shop.drop());

it('writes neither secrets nor addresses into the log, not even when the database fails', async () => {
  const ann = await signUpAndLogin(shop, 'ann');
  const { refresh: next } = await shop.ask(REFRESH, { refresh: ann.refresh });
  await shop.ask(REFRESH, { refresh: ann.refresh });
  await shop.ask(LOGIN, { variables: { input: { email: ann.email, password: 'my wrong guess' } } });
  await shop.ask(LOGOUT, { refresh: next });
  await shop.database.run('RENAME TABLE outbox TO outbox_away, refresh_token TO refresh_token_away');
  const input = { email: 'cleo@shop.test', name: 'Cleopatra', password: PASSWORD };
  const failed = [
    await shop.ask(SIGN_UP, { variables: { input } }),
    await shop.ask(LOGIN, { variables: { input: { email: ann.email, password: PASSWORD } } }),
    await shop.ask(REFRESH, { refresh: next }),
  ];
  const ids = failed.map(({ errors }) => errors?.[0]?.extensions?.errorId ?? 'none');
  const written = shop.log.join('');
  for (const id of ids) expect(written).toContain(id);
  const [row] = await shop.database.rows<{ password_hash: string }>('SELECT password_hash FROM user');
  const secrets = [PASSWORD, 'my wrong guess', ann.accessToken, ann.refresh, next, ann.email, input.email, input.name];
  for (const secret of [...secrets, row?.password_hash]) expect(written).not.toContain(secret);
  expect(written).not.toContain('$argon2id');
});
