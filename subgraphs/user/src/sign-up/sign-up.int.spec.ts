import { race } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PASSWORD, resultOf, SIGN_UP } from '../../test/operations.ts';
import { type UserFixture, userFixture } from '../../test/user-fixture.ts';
import { insertUser } from './insert-user.ts';

let shop: UserFixture;
beforeAll(async () => {
  shop = await userFixture();
});
afterAll(() => shop.drop());
beforeEach(async () => {
  for (const table of ['user', 'outbox']) await shop.database.run(`DELETE FROM ${table}`);
});

const input = { email: 'Ann@Shop.Test', name: ' Ann Okafor ', password: PASSWORD };
const signUp = (changes: object = {}) => shop.ask(SIGN_UP, { variables: { input: { ...input, ...changes } } });

describe('signUp', () => {
  it('makes an account and records its event in the same transaction', async () => {
    const { data, refresh } = await signUp();
    const user = { email: 'ann@shop.test', name: 'Ann Okafor', roles: ['CUSTOMER'] };
    expect(data).toMatchObject({ signUp: { __typename: 'SignUpSuccess', user } });
    expect(refresh).toBeUndefined();
    const { id } = resultOf(data, 'signUp').user ?? {};
    const rows = await shop.database.rows<Record<string, unknown>>(
      'SELECT id, email, version, password_hash FROM user',
    );
    expect(rows).toMatchObject([{ id, email: 'ann@shop.test', version: 1 }]);
    expect(rows[0]?.password_hash).toMatch(/^\$argon2id\$/);
    const [event, ...more] = await shop.database.rows<{ aggregateid: string; aggregatetype: string; payload: Buffer }>(
      'SELECT aggregatetype, aggregateid, payload FROM outbox',
    );
    expect(more).toEqual([]);
    expect(event).toMatchObject({ aggregatetype: 'commerce.user.updated.v1', aggregateid: id });
    expect(JSON.parse(event?.payload.toString() ?? '')).toEqual({
      userId: id,
      version: 1,
      email: 'ann@shop.test',
      name: 'Ann Okafor',
      createdAt: (data as { signUp: { user: { createdAt: string } } }).signUp.user.createdAt,
    });
  });

  it('gives an address to one account, however it is spelled', async () => {
    await signUp();
    for (const email of ['ann@shop.test', 'ANN@SHOP.TEST', ' ann@shop.test ']) {
      expect((await signUp({ email })).data).toMatchObject({ signUp: { code: 'EMAIL_TAKEN' } });
    }
    expect([await shop.count('user'), await shop.count('outbox')]).toEqual([1, 1]);
  });

  it('gives it to one of 64 who ask at once', async () => {
    const settled = await race(64, (index) => signUp({ name: `Rival ${index}` }));
    const answers = settled.map((one) =>
      one.status === 'fulfilled' ? resultOf(one.value.data, 'signUp').__typename : one,
    );
    expect(answers.filter((answer) => answer === 'SignUpSuccess')).toHaveLength(1);
    expect(answers.filter((answer) => answer === 'EmailTakenProblem')).toHaveLength(63);
    expect([await shop.count('user'), await shop.count('outbox')]).toEqual([1, 1]);
  });

  it('would make 64 accounts without the unique key', async () => {
    await shop.database.run('ALTER TABLE user DROP INDEX user_email');
    try {
      await race(64, () => signUp());
      expect(await shop.count('user')).toBe(64);
    } finally {
      await shop.database.run('DELETE FROM user');
      await shop.database.run('ALTER TABLE user ADD CONSTRAINT user_email UNIQUE (email)');
    }
  });

  it('makes no account when its event cannot be recorded', async () => {
    const outbox = { ...shop.accounts.outbox, record: () => Promise.reject(new Error('no room')) };
    const user = {
      id: shop.accounts.newId<never>(),
      email: 'ann@shop.test',
      name: 'Ann',
      roles: ['CUSTOMER'],
      createdAt: new Date(),
    } as const;
    const inserting = insertUser({ ...shop.accounts, outbox }, { user, passwordHash: 'x', traceparent: undefined });
    await expect(inserting).rejects.toThrow('no room');
    expect(await shop.count('user')).toBe(0);
  });

  it('names what is wrong with the input, and makes nothing', async () => {
    expect((await signUp({ email: 'x', name: ' ' })).data).toMatchObject({
      signUp: { code: 'INVALID_INPUT', fields: [{ path: 'email' }, { path: 'name' }] },
    });
    expect((await signUp({ password: 'short' })).data).toMatchObject({
      signUp: { code: 'WEAK_PASSWORD', message: 'The password must have at least 10 characters.' },
    });
    expect((await signUp({ password: 'password!!' })).data).toMatchObject({
      signUp: { code: 'WEAK_PASSWORD', message: 'The password is one of the first that anybody would try.' },
    });
    expect([await shop.count('user'), await shop.count('outbox')]).toEqual([0, 0]);
  });

  it('tells those at once whose password cannot be hashed soon, and makes no account of theirs', async () => {
    const busy = await userFixture({ queue: { atOnce: 2, waiting: 8, waitMs: 60_000 } });
    try {
      const settled = await race(60, (index) =>
        busy.ask(SIGN_UP, { variables: { input: { ...input, email: `rival${index}@shop.test` } } }),
      );
      const answers = settled.map((one) => (one.status === 'fulfilled' ? one.value : undefined));
      const made = answers.filter((answer) => resultOf(answer?.data ?? null, 'signUp').__typename === 'SignUpSuccess');
      const refused = answers.filter((answer) => answer?.errors?.[0]?.extensions?.code === 'RATE_LIMITED');
      expect(made.length).toBeGreaterThanOrEqual(2);
      expect(made.length + refused.length).toBe(60);
      expect(refused.length).toBeGreaterThanOrEqual(1);
      expect(await busy.count('user')).toBe(made.length);
    } finally {
      await busy.drop();
    }
  });
});
