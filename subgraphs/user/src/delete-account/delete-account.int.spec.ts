import { deniedSessionKey } from '@rushgraph/identity';
import { race, userViewer } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DELETE, LOGIN, logIn, PASSWORD, REFRESH, resultOf, SIGN_UP, signUpAndLogin } from '../../test/operations.ts';
import { type UserFixture, userFixture } from '../../test/user-fixture.ts';
import { openSession } from '../session/open-session.ts';
import { eraseUser } from './erase-user.ts';

const limits = { pair: 3, account: 100, address: 100 };
let shop: UserFixture;
beforeAll(async () => {
  shop = await userFixture({ throttle: { windowSeconds: 900, limits } });
});
afterAll(() => shop.drop());
beforeEach(async () => {
  const tables = ['user', 'refresh_session', 'refresh_token', 'outbox'];
  for (const table of tables) await shop.database.run(`DELETE FROM ${table}`);
  await shop.redis.flush();
});

const remove = (id: string, password = PASSWORD) =>
  shop.ask(DELETE, { viewer: userViewer(id), variables: { input: { password } } });
const told = () =>
  shop.database.rows<{ aggregatetype: string; aggregateid: string; payload: Buffer | null }>(
    'SELECT aggregatetype, aggregateid, payload FROM outbox ORDER BY id',
  );

describe('deleteAccount', () => {
  it('deletes what is personal, ends every session, and tells of it in the same transaction', async () => {
    const ann = await signUpAndLogin(shop, 'ann');
    const [there, ben] = [await logIn(shop, ann.email), await signUpAndLogin(shop, 'ben')];
    await shop.database.run('DELETE FROM outbox');
    const { data, refresh } = await remove(ann.id);
    expect(data).toEqual({ deleteAccount: { __typename: 'DeleteAccountSuccess', deleted: true } });
    expect(refresh).toBe('');
    const [tombstone, erased, ...more] = await told();
    expect([tombstone, more]).toEqual([
      { aggregatetype: 'commerce.user.updated.v1', aggregateid: ann.id, payload: null },
      [],
    ]);
    expect(erased).toMatchObject({ aggregatetype: 'commerce.user.erased.v1', aggregateid: ann.id });
    expect(JSON.parse(erased?.payload?.toString() ?? '')).toEqual({
      userId: ann.id,
      erasedAt: expect.stringMatching(/Z$/),
    });
    for (const one of [ann, there]) {
      expect(resultOf((await shop.ask(REFRESH, { refresh: one.refresh })).data, 'refreshSession').code).toBe(
        'SESSION_REVOKED',
      );
      expect(await shop.redis.redis.exists(deniedSessionKey(one.sessionId))).toBe(1);
    }
    expect((await shop.database.rows('SELECT id FROM user')).length).toBe(1);
    const places = 'SELECT 1 FROM refresh_session WHERE user_id = ? AND place_hash IS NOT NULL';
    expect(await shop.database.rows(places, [ann.id])).toEqual([]);
    expect(resultOf((await shop.ask(REFRESH, { refresh: ben.refresh })).data, 'refreshSession').__typename).toBe(
      'RefreshSessionSuccess',
    );
  });

  it('leaves an address that anybody may take, and nobody can log in with it before', async () => {
    const ann = await signUpAndLogin(shop, 'ann');
    await remove(ann.id);
    const credentials = { email: ann.email, password: PASSWORD };
    const login = await shop.ask(LOGIN, { variables: { input: credentials } });
    expect(resultOf(login.data, 'login').code).toBe('INVALID_CREDENTIALS');
    const again = await shop.ask(SIGN_UP, { variables: { input: { ...credentials, name: 'Another' } } });
    expect(resultOf(again.data, 'signUp').user?.id).not.toBe(ann.id);
    expect((await shop.ask('{ me { name } }', { viewer: userViewer(ann.id) })).data).toEqual({ me: null });
  });

  it('does nothing for a wrong password, and bounds how often one can be tried', async () => {
    const ann = await signUpAndLogin(shop, 'ann');
    await shop.database.run('DELETE FROM outbox');
    for (let attempt = 0; attempt < limits.pair; attempt++) {
      expect(resultOf((await remove(ann.id, 'wrong')).data, 'deleteAccount').code).toBe('INVALID_CREDENTIALS');
    }
    expect(resultOf((await remove(ann.id)).data, 'deleteAccount').code).toBe('TOO_MANY_ATTEMPTS');
    expect([await shop.count('user'), await told()]).toEqual([1, []]);
    expect(resultOf((await shop.ask(REFRESH, { refresh: ann.refresh })).data, 'refreshSession').__typename).toBe(
      'RefreshSessionSuccess',
    );
  });

  it('deletes nothing when it cannot be told', async () => {
    const ann = await signUpAndLogin(shop, 'ann');
    const outbox = { ...shop.accounts.outbox, record: () => Promise.reject(new Error('no room')) };
    const erasing = eraseUser({ ...shop.accounts, outbox }, { id: ann.id, traceparent: undefined });
    await expect(erasing).rejects.toThrow('no room');
    expect(await shop.count('user')).toBe(1);
    expect(resultOf((await shop.ask(REFRESH, { refresh: ann.refresh })).data, 'refreshSession').__typename).toBe(
      'RefreshSessionSuccess',
    );
  });

  it('is told once, however many ask at once', async () => {
    const ann = await signUpAndLogin(shop, 'ann');
    await shop.database.run('DELETE FROM outbox');
    const { id } = ann;
    const settled = await race(8, () => eraseUser(shop.accounts, { id, traceparent: undefined }));
    expect(settled.filter((one) => one.status === 'fulfilled' && one.value)).toHaveLength(1);
    expect(await told()).toHaveLength(2);
  });

  it('leaves no session of somebody who logs in at the same moment', async () => {
    const ann = await signUpAndLogin(shop, 'ann');
    const { id } = ann;
    await race(16, async (index) => {
      if (index === 8) await eraseUser(shop.accounts, { id, traceparent: undefined });
      else await openSession(shop.accounts, { userId: id, placeHash: 'a'.repeat(64) });
    });
    expect(await shop.database.rows('SELECT id FROM refresh_session WHERE revoked_at IS NULL')).toEqual([]);
    expect(await openSession(shop.accounts, { userId: id, placeHash: 'a'.repeat(64) })).toBeUndefined();
  });

  it('would leave one, if the account were not locked', async () => {
    const { id } = await signUpAndLogin(shop, 'ann');
    const { database } = shop;
    await database.run('DELETE FROM refresh_session');
    await database.transaction(async (login) => {
      expect(await login.rows('SELECT 1 FROM user WHERE id = ?', [id])).toHaveLength(1);
      await eraseUser(shop.accounts, { id, traceparent: undefined });
      await login.run('INSERT INTO refresh_session (id, user_id, created_at, expires_at) VALUES (?)', [
        [shop.accounts.newId(), id, new Date(), new Date()],
      ]);
    });
    expect(await database.rows('SELECT id FROM refresh_session WHERE revoked_at IS NULL')).toHaveLength(1);
  });
});
