import { deniedSessionKey, type UserViewer } from '@rushgraph/identity';
import { barrier, race } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LOGOUT, logIn, REFRESH, resultOf, sessionOf, signUpAndLogin } from '../../test/operations.ts';
import { LIFETIME_SECONDS, type UserFixture, userFixture, WEEK_SECONDS } from '../../test/user-fixture.ts';
import { deleteEndedSessions } from './delete-ended-sessions.ts';

let shop: UserFixture;
beforeAll(async () => {
  shop = await userFixture({ cookieSecure: false });
});
afterAll(() => shop.drop());
beforeEach(async () => {
  for (const table of ['user', 'refresh_session', 'refresh_token']) await shop.database.run(`DELETE FROM ${table}`);
  await shop.redis.flush();
});

const refresh = (token: string | undefined) => shop.ask(REFRESH, { refresh: token });
const codeOf = ({ data }: Awaited<ReturnType<typeof refresh>>) => {
  const { code, __typename } = resultOf(data, 'refreshSession');
  return code ?? __typename;
};
const denied = async (sessionId: string) =>
  (await shop.redis.redis.ttl(deniedSessionKey(sessionId))) > LIFETIME_SECONDS;

describe('refreshSession', () => {
  it('turns the cookie into a new token and a new cookie of the same session', async () => {
    const ann = await signUpAndLogin(shop, 'ann');
    const { data, refresh: next, setCookie } = await refresh(ann.refresh);
    const session = resultOf(data, 'refreshSession').session;
    expect(session?.user).toMatchObject({ id: ann.id, email: ann.email });
    expect(sessionOf(session?.accessToken ?? '')).toBe(ann.sessionId);
    expect(next).toMatch(/^[\w-]{43}$/);
    expect(next).not.toBe(ann.refresh);
    expect(setCookie).not.toContain('Secure');
    expect(codeOf(await refresh(next))).toBe('RefreshSessionSuccess');
    expect(await shop.count('refresh_session')).toBe(1);
  });

  it('ends the whole family when a spent token comes back', async () => {
    const ann = await signUpAndLogin(shop, 'ann');
    const other = await signUpAndLogin(shop, 'ben');
    const { refresh: next } = await refresh(ann.refresh);
    const reused = await refresh(ann.refresh);
    expect(codeOf(reused)).toBe('SESSION_REVOKED');
    expect(reused.refresh).toBe('');
    expect(await denied(ann.sessionId)).toBe(true);
    // The bearer of the newest token is out as well.
    expect(codeOf(await refresh(next))).toBe('SESSION_REVOKED');
    expect(codeOf(await refresh(other.refresh))).toBe('RefreshSessionSuccess');
    expect(await denied(other.sessionId)).toBe(false);
  });

  it.each([2, 20])('lets one of %i rivals with one token win; the others count as reuse', async (rivals) => {
    const ann = await signUpAndLogin(shop, 'ann');
    const settled = await race(rivals, () => refresh(ann.refresh));
    const codes = settled.map((one) => (one.status === 'fulfilled' ? codeOf(one.value) : one.reason));
    expect(codes.filter((code) => code === 'RefreshSessionSuccess')).toHaveLength(1);
    expect(codes.filter((code) => code === 'SESSION_REVOKED')).toHaveLength(rivals - 1);
    expect(await shop.count('refresh_token')).toBe(2);
    const [winner] = settled.filter(
      (one) => one.status === 'fulfilled' && codeOf(one.value) === 'RefreshSessionSuccess',
    );
    const next = winner?.status === 'fulfilled' ? winner.value.refresh : undefined;
    expect(codeOf(await refresh(next))).toBe('SESSION_REVOKED');
  });

  it('would let every rival win if it looked before it wrote', async () => {
    await signUpAndLogin(shop, 'ann');
    const { database, now } = shop.accounts;
    const { arrive } = barrier(10);
    const won = await race(10, async () => {
      const [token] = await database.rows<{ spent_at: Date | null }>('SELECT spent_at FROM refresh_token');
      await arrive();
      if (token?.spent_at !== null) return 0;
      return (await database.run('UPDATE refresh_token SET spent_at = ?', [now()])).affectedRows;
    });
    expect(won).toEqual(Array.from({ length: 10 }, () => ({ status: 'fulfilled', value: 1 })));
  });

  it.each([undefined, '', 'x', 'A'.repeat(43), "' OR 1=1 -- ", 'é'.repeat(43)])(
    'does not know the token %j',
    async (token) => {
      await signUpAndLogin(shop, 'ann');
      const answer = await refresh(token);
      expect(codeOf(answer)).toBe('SESSION_EXPIRED');
      expect(answer.refresh).toBe('');
    },
  );

  it('takes a token for a week from its issue', async () => {
    const ann = await signUpAndLogin(shop, 'ann');
    shop.clock.advance((WEEK_SECONDS - 60) * 1_000);
    const { refresh: next } = await refresh(ann.refresh);
    expect(next).toMatch(/^[\w-]{43}$/);
    shop.clock.advance((WEEK_SECONDS + 1) * 1_000);
    expect(codeOf(await refresh(next))).toBe('SESSION_EXPIRED');
    expect(await denied(ann.sessionId)).toBe(false);
  });
});

describe('logout', () => {
  const viewerOf = (one: { id: string; sessionId: string }): UserViewer => ({
    kind: 'user',
    id: one.id,
    roles: ['CUSTOMER'],
    sessionId: one.sessionId,
  });

  it.each(['cookie', 'access token', 'both'])('ends the session of the %s', async (by) => {
    const ann = await signUpAndLogin(shop, 'ann');
    const {
      data,
      refresh: cookie,
      setCookie,
    } = await shop.ask(LOGOUT, {
      ...(by !== 'access token' && { refresh: ann.refresh }),
      ...(by !== 'cookie' && { viewer: viewerOf(ann) }),
    });
    expect(data).toEqual({ logout: { __typename: 'LogoutSuccess', loggedOut: true } });
    expect(cookie).toBe('');
    expect(setCookie).toContain('Max-Age=0');
    expect(await denied(ann.sessionId)).toBe(true);
    expect(codeOf(await refresh(ann.refresh))).toBe('SESSION_REVOKED');
  });

  it('leaves the other sessions of the same customer alone', async () => {
    const ann = await signUpAndLogin(shop, 'ann');
    const there = (await logIn(shop, ann.email)).refresh;
    await shop.ask(LOGOUT, { refresh: ann.refresh });
    expect(codeOf(await refresh(there))).toBe('RefreshSessionSuccess');
  });

  it('succeeds for those who are not logged in', async () => {
    const { data } = await shop.ask(LOGOUT);
    expect(data).toEqual({ logout: { __typename: 'LogoutSuccess', loggedOut: true } });
    expect(await shop.redis.redis.dbsize()).toBe(0);
  });
});

describe('the deny list', () => {
  it('is restored from what was revoked within the lifetime of an access token', async () => {
    const [ann, ben] = [await signUpAndLogin(shop, 'ann'), await signUpAndLogin(shop, 'ben')];
    await shop.ask(LOGOUT, { refresh: ann.refresh });
    await shop.redis.flush();
    await shop.accounts.denyList.restore();
    expect([await denied(ann.sessionId), await denied(ben.sessionId)]).toEqual([true, false]);
    await shop.redis.flush();
    shop.clock.advance((LIFETIME_SECONDS + 120) * 1_000);
    await shop.accounts.denyList.restore();
    expect(await denied(ann.sessionId)).toBe(false);
  });
});

describe('ended sessions', () => {
  it('are deleted, those that can still be used are not', async () => {
    await signUpAndLogin(shop, 'ann');
    shop.clock.advance(86_400_000);
    const ben = await signUpAndLogin(shop, 'ben');
    shop.clock.advance((WEEK_SECONDS - 3_600) * 1_000);
    expect(await deleteEndedSessions(shop.database, shop.clock())).toBe(false);
    expect([await shop.count('refresh_session'), await shop.count('refresh_token')]).toEqual([1, 1]);
    expect(codeOf(await refresh(ben.refresh))).toBe('RefreshSessionSuccess');
  });
});
