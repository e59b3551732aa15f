import { createAccessTokenVerifier } from '@rushgraph/identity';
import { createRedis } from '@rushgraph/redis';
import { createMetrics } from '@rushgraph/service';
import { eventually, race, silentLogger } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LOGIN, PASSWORD, resultOf, sessionOf, signUpAndLogin } from '../../test/operations.ts';
import { type UserFixture, userFixture, WEEK_SECONDS } from '../../test/user-fixture.ts';
import { createLoginThrottle } from './throttle-logins.ts';

const limits = { pair: 3, account: 5, address: 8 };
let shop: UserFixture;
beforeAll(async () => {
  shop = await userFixture({ throttle: { windowSeconds: 900, limits } });
  for (const name of ['ann', 'ben']) await signUpAndLogin(shop, name);
});
afterAll(() => shop.drop());
beforeEach(() => shop.redis.flush());

function login(name: string, password: string, address = '203.0.113.1') {
  return shop.ask(LOGIN, {
    variables: { input: { email: `${name}@shop.test`, password } },
    headers: { 'x-forwarded-for': address },
  });
}
const outcome = async (...args: Parameters<typeof login>) => resultOf((await login(...args)).data, 'login').__typename;

describe('login', () => {
  it('answers with a token that the public keys verify, and sets the refresh cookie', async () => {
    const before = Math.floor(Date.now() / 1_000);
    const { data, setCookie, refresh } = await login('ann', PASSWORD);
    const session = resultOf(data, 'login').session;
    expect(session?.user.email).toBe('ann@shop.test');
    const lifetime = new Date(session?.expiresAt ?? 0).getTime() / 1_000 - before;
    expect(lifetime).toBeGreaterThanOrEqual(900);
    expect(lifetime).toBeLessThanOrEqual(902);
    const keys = (await shop.app.inject('/.well-known/jwks.json')).json();
    const verifier = createAccessTokenVerifier({ jwks: async () => keys, issuer: 'rushgraph' });
    expect(await verifier.verify(session?.accessToken ?? '', new Date())).toEqual({
      kind: 'user',
      id: session?.user.id,
      roles: ['CUSTOMER'],
      sessionId: sessionOf(session?.accessToken ?? ''),
    });
    expect(refresh).toMatch(/^[\w-]{43}$/);
    expect(setCookie?.split('; ').sort()).toEqual(
      [
        'HttpOnly',
        `Max-Age=${WEEK_SECONDS}`,
        'Path=/',
        'SameSite=Strict',
        'Secure',
        `__Host-refresh=${refresh}`,
      ].sort(),
    );
  });

  it('finds the account however the address is spelled', async () => {
    expect(await outcome(' ANN', PASSWORD)).toBe('LoginSuccess');
  });

  it('stores no refresh token that could be used', async () => {
    const { refresh } = await login('ann', PASSWORD);
    const rows = await shop.database.rows<{ token_hash: string }>('SELECT token_hash FROM refresh_token');
    expect(rows.map((row) => row.token_hash)).not.toContain(refresh);
    expect(rows.every((row) => /^[0-9a-f]{64}$/.test(row.token_hash))).toBe(true);
  });

  it('answers the same for a wrong password, an unknown and a malformed address', async () => {
    const answers = [await login('ann', 'wrong'), await login('nobody', PASSWORD), await login('no body', PASSWORD)];
    for (const { data, refresh } of answers) {
      expect(data).toEqual(answers[0]?.data);
      expect(data).toMatchObject({ login: { code: 'INVALID_CREDENTIALS' } });
      expect(refresh).toBeUndefined();
    }
  });
});

describe('an operation', () => {
  it('holds one credential mutation at most; otherwise nothing of it runs', async () => {
    const input = `input: { email: "ann@shop.test", password: "${PASSWORD}" }`;
    const sessions = await shop.count('refresh_session');
    const { data, errors } = await shop.ask(
      `mutation { a: login(${input}) { __typename } b: login(${input}) { __typename } }`,
    );
    expect([data, errors?.map(({ extensions }) => extensions?.code)]).toEqual([null, ['GRAPHQL_VALIDATION_FAILED']]);
    expect(await shop.count('refresh_session')).toBe(sessions);
  });
});

describe('the throttle', () => {
  it('refuses the right password too, once the attempts are used up', async () => {
    for (let attempt = 0; attempt < limits.pair; attempt++) {
      expect(await outcome('ann', 'wrong')).toBe('InvalidCredentialsProblem');
    }
    const { data, refresh } = await login('ann', PASSWORD);
    expect(data).toMatchObject({ login: { code: 'TOO_MANY_ATTEMPTS' } });
    const { retryAfterSeconds = 0 } = resultOf(data, 'login');
    expect(retryAfterSeconds).toBeGreaterThan(890);
    expect(retryAfterSeconds).toBeLessThanOrEqual(900);
    expect(refresh).toBeUndefined();
    // The owner, elsewhere, and others here are not locked out.
    expect(await outcome('ann', PASSWORD, '203.0.113.2')).toBe('LoginSuccess');
    expect(await outcome('ben', PASSWORD)).toBe('LoginSuccess');
  });

  it('checks no more passwords than allowed when guesses come at once', async () => {
    const settled = await race(40, () => outcome('ann', 'wrong'));
    const outcomes = settled.map((one) => (one.status === 'fulfilled' ? one.value : one.reason));
    expect(outcomes.filter((one) => one === 'InvalidCredentialsProblem').length).toBeLessThanOrEqual(limits.pair);
    expect(outcomes.filter((one) => one === 'TooManyAttemptsProblem').length).toBeGreaterThanOrEqual(37);
  });

  it('bounds the guesses at one account from many addresses, and of one address at many accounts', async () => {
    for (let attempt = 0; attempt < limits.account; attempt++) await login('ann', 'wrong', `198.51.100.${attempt}`);
    expect(await outcome('ann', PASSWORD, '198.51.100.99')).toBe('TooManyAttemptsProblem');
    for (let attempt = 0; attempt < limits.address; attempt++) await login(`guess${attempt}`, 'wrong', '192.0.2.7');
    expect(await outcome('ben', PASSWORD, '192.0.2.7')).toBe('TooManyAttemptsProblem');
  });

  it('counts by the address that the gateway has seen, not by what a client claims', async () => {
    for (let attempt = 0; attempt < limits.pair; attempt++)
      await login('ann', 'wrong', `10.0.0.${attempt}, 203.0.113.9`);
    expect(await outcome('ann', PASSWORD, '10.9.9.9, 203.0.113.9')).toBe('TooManyAttemptsProblem');
  });

  it('counts a whole /64 of IPv6 as one address', async () => {
    for (let attempt = 0; attempt < limits.pair; attempt++) await login('ann', 'wrong', `2001:db8:1:2::${attempt}`);
    expect(await outcome('ann', PASSWORD, '2001:db8:1:2:ffff::1')).toBe('TooManyAttemptsProblem');
    expect(await outcome('ann', PASSWORD, '2001:db8:1:3::1')).toBe('LoginSuccess');
  });

  it('does not let guesses from many places shut out a place where the account has signed in', async () => {
    expect(await outcome('ben', PASSWORD, '2001:db8:7::1')).toBe('LoginSuccess');
    for (let attempt = 0; attempt < limits.account; attempt++) await login('ben', 'wrong', `198.51.100.${attempt}`);
    expect(await outcome('ben', PASSWORD, '198.51.100.99')).toBe('TooManyAttemptsProblem');
    // Another address of the same customer. Its own guesses are bounded as ever.
    expect(await outcome('ben', PASSWORD, '2001:db8:7::2')).toBe('LoginSuccess');
    for (let attempt = 0; attempt < limits.pair; attempt++) await login('ben', 'wrong', '2001:db8:7::3');
    expect(await outcome('ben', PASSWORD, '2001:db8:7::1')).toBe('TooManyAttemptsProblem');
  });

  it('does not hold against anybody what could not be looked at', async () => {
    const busy = await userFixture({
      throttle: { windowSeconds: 900, limits },
      queue: { atOnce: 0, waiting: 0, waitMs: 0 },
    });
    try {
      for (let attempt = 0; attempt < 5; attempt++) {
        const { errors } = await busy.ask(LOGIN, { variables: { input: { email: 'ann@shop.test', password: 'x' } } });
        expect(errors?.[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: 1 });
      }
      expect(await busy.redis.redis.keys('login:*')).toEqual([]);
    } finally {
      await busy.drop();
    }
  });

  it('does not count successes', async () => {
    for (let attempt = 0; attempt < 10; attempt++) expect(await outcome('ann', PASSWORD)).toBe('LoginSuccess');
    expect(await shop.redis.redis.keys('login:*')).toEqual([]);
  });

  it('ends with its window, however many were refused within it', async () => {
    for (let attempt = 0; attempt < limits.pair + 5; attempt++) await login('ann', 'wrong');
    const keys = await shop.redis.redis.keys('login:*');
    expect(keys).toHaveLength(3);
    for (const key of keys) expect(await shop.redis.redis.pttl(key)).toBeGreaterThan(0);
    for (const key of keys) await shop.redis.redis.pexpire(key, 1);
    await eventually(async () => expect(await outcome('ann', PASSWORD)).toBe('LoginSuccess'));
  });

  it('keeps nobody out when Redis is away, and counts that', async () => {
    const away = createRedis({ url: 'redis://127.0.0.1:1', name: 'away', logger: silentLogger() });
    const metrics = createMetrics('user', { defaults: false });
    const settings = { windowSeconds: 900, limits };
    const deps = { redis: away, settings, logger: silentLogger(), metrics, knows: async () => false };
    const throttle = createLoginThrottle(deps);
    const attempt = await throttle.begin({ account: 'ann@shop.test', network: '203.0.113.1' });
    expect(attempt.allowed).toBe(true);
    expect(await metrics.registry.getSingleMetricAsString('login_throttle_failures_total')).toMatch(/ 1$/);
    away.disconnect();
  });
});
