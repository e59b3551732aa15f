import { deniedSessionKey, type UserViewer, userIdSchema } from '@rushgraph/identity';
import { barrier, race, userViewer } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { END_ALL, LOGOUT, logIn, REFRESH, resultOf, sessionOf, signUpAndLogin } from '../../test/operations.ts';
import { LIFETIME_SECONDS, type UserFixture, userFixture, WEEK_SECONDS } from '../../test/user-fixture.ts';
import { deleteEndedSessions } from './delete-ended-sessions.ts';

const DAY_MS = 86_400_000;
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

  it('ends the whole family when a spent token comes back after its successor was used', async () => {
    const ann = await signUpAndLogin(shop, 'ann');
    const other = await signUpAndLogin(shop, 'ben');
    const { refresh: next } = await refresh(ann.refresh);
    const { refresh: newest } = await refresh(next);
    const reused = await refresh(ann.refresh);
    expect(codeOf(reused)).toBe('SESSION_REVOKED');
    expect(reused.refresh).toBe('');
    expect(await denied(ann.sessionId)).toBe(true);
    // The bearer of the newest token is out as well.
    expect(codeOf(await refresh(newest))).toBe('SESSION_REVOKED');
    expect(codeOf(await refresh(other.refresh))).toBe('RefreshSessionSuccess');
    expect(await denied(other.sessionId)).toBe(false);
  });

  it.each([2, 10])('gives %i tabs that refresh at once the same session', async (tabs) => {
    const ann = await signUpAndLogin(shop, 'ann');
    const settled = await race(tabs, () => refresh(ann.refresh));
    const answers = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(answers.map(codeOf)).toEqual(Array.from({ length: tabs }, () => 'RefreshSessionSuccess'));
    const cookies = new Set(answers.map((answer) => answer.refresh));
    expect(cookies.size).toBe(1);
    expect(await shop.count('refresh_token')).toBe(2);
    expect(await denied(ann.sessionId)).toBe(false);
    expect(codeOf(await refresh([...cookies][0]))).toBe('RefreshSessionSuccess');
  });

  it('gives a client whose answer was lost the same session again, for ten seconds', async () => {
    const ann = await signUpAndLogin(shop, 'ann');
    const lost = await refresh(ann.refresh);
    shop.clock.advance(9_000);
    const again = await refresh(ann.refresh);
    expect([codeOf(again), again.refresh]).toEqual(['RefreshSessionSuccess', lost.refresh]);
    expect(await shop.count('refresh_token')).toBe(2);
  });

  it('takes it for reuse when a spent token comes back later, although its successor is unused', async () => {
    const ann = await signUpAndLogin(shop, 'ann');
    const { refresh: next } = await refresh(ann.refresh);
    shop.clock.advance(10_500);
    const reused = await refresh(ann.refresh);
    expect([codeOf(reused), reused.refresh]).toEqual(['SESSION_REVOKED', '']);
    expect(await denied(ann.sessionId)).toBe(true);
    expect(codeOf(await refresh(next))).toBe('SESSION_REVOKED');
  });

  it('takes a token before the last one for reuse, however soon it comes', async () => {
    const ann = await signUpAndLogin(shop, 'ann');
    const { refresh: second } = await refresh(ann.refresh);
    const { refresh: third } = await refresh(second);
    expect(codeOf(await refresh(ann.refresh))).toBe('SESSION_REVOKED');
    expect(codeOf(await refresh(third))).toBe('SESSION_REVOKED');
  });

  it('answers a spent token of a session that was ended as ended', async () => {
    const ann = await signUpAndLogin(shop, 'ann');
    const { refresh: next } = await refresh(ann.refresh);
    await shop.ask(LOGOUT, { refresh: next });
    expect(codeOf(await refresh(ann.refresh))).toBe('SESSION_REVOKED');
  });

  it('stores nothing that gives the next token without the spent one', async () => {
    const ann = await signUpAndLogin(shop, 'ann');
    const { refresh: next } = await refresh(ann.refresh);
    const stored = JSON.stringify(await shop.database.rows('SELECT * FROM refresh_token'));
    for (const token of [ann.refresh, next]) expect(stored).not.toContain(token);
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

describe('a session', () => {
  it('ends thirty days after its login, however often it is refreshed', async () => {
    const ann = await signUpAndLogin(shop, 'ann');
    let token: string | undefined = ann.refresh;
    for (let days = 6; days < 30; days += 6) {
      shop.clock.advance(6 * DAY_MS);
      token = (await refresh(token)).refresh;
    }
    shop.clock.advance(5 * DAY_MS);
    const last = await refresh(token);
    expect(codeOf(last)).toBe('RefreshSessionSuccess');
    // A day is left, not a week, and the cookie says so.
    expect(Number(/Max-Age=(\d+)/.exec(last.setCookie ?? '')?.[1])).toBeLessThanOrEqual(DAY_MS / 1_000);
    shop.clock.advance(DAY_MS);
    expect(codeOf(await refresh(last.refresh))).toBe('SESSION_EXPIRED');
  });

  it('is found among cookies that others have set, but not when two are known', async () => {
    const [ann, ben] = [await signUpAndLogin(shop, 'ann'), await signUpAndLogin(shop, 'ben')];
    const both = (first: string, second: string) =>
      shop.ask(REFRESH, { headers: { cookie: `refresh=${first}; refresh=${second}` } });
    const unknown = 'A'.repeat(43);
    const first = await both('bad', ann.refresh);
    expect(codeOf(first)).toBe('RefreshSessionSuccess');
    expect(codeOf(await both(unknown, ben.refresh))).toBe('RefreshSessionSuccess');
    expect(codeOf(await both(unknown, 'bad'))).toBe('SESSION_EXPIRED');
    const there = (await logIn(shop, ben.email)).refresh;
    expect(codeOf(await both(there, first.refresh ?? ''))).toBe('SESSION_EXPIRED');
    expect(codeOf(await refresh(there))).toBe('RefreshSessionSuccess');
  });
});

describe('endAllSessions', () => {
  it('ends every session of the customer, and of nobody else', async () => {
    const ann = await signUpAndLogin(shop, 'ann');
    const [there, ben] = [await logIn(shop, ann.email), await signUpAndLogin(shop, 'ben')];
    const { data, refresh: cookie } = await shop.ask(END_ALL, { viewer: userViewer(ann.id), refresh: ann.refresh });
    expect(data).toEqual({ endAllSessions: { __typename: 'LogoutSuccess', loggedOut: true } });
    expect(cookie).toBe('');
    for (const one of [ann, there]) {
      expect(codeOf(await refresh(one.refresh))).toBe('SESSION_REVOKED');
      expect(await denied(one.sessionId)).toBe(true);
    }
    expect(codeOf(await refresh(ben.refresh))).toBe('RefreshSessionSuccess');
    expect(await denied(ben.sessionId)).toBe(false);
    expect(codeOf(await refresh((await logIn(shop, ann.email)).refresh))).toBe('RefreshSessionSuccess');
  });
});

describe('logout', () => {
  const viewerOf = (one: { id: string; sessionId: string }): UserViewer => ({
    kind: 'user',
    id: userIdSchema.parse(one.id),
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
