import type { Viewer } from '@rushgraph/identity';
import { anonymous, serviceViewer, userViewer } from '@rushgraph/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DELETE, END_ALL, LOGIN, LOGOUT, PASSWORD, REFRESH, SIGN_UP, signUpAndLogin } from '../test/operations.ts';
import { type UserFixture, userFixture } from '../test/user-fixture.ts';

let shop: UserFixture;
let ann: Awaited<ReturnType<typeof signUpAndLogin>>;
let viewers: Record<ViewerName, Viewer>;
type ViewerName = 'anonymous' | 'owner' | 'other' | 'admin' | 'service';
const everyone: ViewerName[] = ['anonymous', 'owner', 'other', 'admin', 'service'];
const seers: readonly ViewerName[] = ['owner', 'admin'];
const NOBODY = '0000000000000000000000NNNN';

beforeAll(async () => {
  shop = await userFixture();
  ann = await signUpAndLogin(shop, 'ann');
  const ben = await signUpAndLogin(shop, 'ben');
  const root = await signUpAndLogin(shop, 'root');
  viewers = {
    anonymous,
    owner: userViewer(ann.id),
    other: userViewer(ben.id),
    admin: userViewer(root.id, ['CUSTOMER', 'ADMIN']),
    service: serviceViewer('mypage'),
  };
});
afterAll(() => shop.drop());

/** What an operation answers: its data, or the code of its error. */
async function answer(viewer: ViewerName, query: string, variables: Record<string, unknown> = {}) {
  const { data, errors } = await shop.ask(query, { variables, viewer: viewers[viewer] });
  return errors?.[0]?.extensions?.code ?? data;
}

const FIELDS = 'id email name roles createdAt';
const whole = () => ({
  id: ann.id,
  email: 'ann@shop.test',
  name: 'ann',
  roles: ['CUSTOMER'],
  createdAt: expect.stringMatching(/Z$/),
});

describe('Query.user, every field of it', () => {
  it.each(everyone)('for %s', async (viewer) => {
    const query = `query ($id: ID!) { user(id: $id) { ${FIELDS} } }`;
    expect(await answer(viewer, query, { id: ann.id })).toEqual({ user: seers.includes(viewer) ? whole() : null });
    for (const id of [NOBODY, 'x', '']) expect(await answer(viewer, query, { id })).toEqual({ user: null });
  });
});

describe('a User reached through another subgraph', () => {
  it.each(everyone)('for %s', async (viewer) => {
    const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { ${FIELDS} } } }`;
    const representations = [ann.id, NOBODY, 'x'].map((id) => ({ __typename: 'User', id }));
    const seen = seers.includes(viewer) ? whole() : null;
    expect(await answer(viewer, query, { representations })).toEqual({ _entities: [seen, null, null] });
  });

  it('is read with one statement however many there are', async () => {
    const statements: string[] = [];
    const { lists } = shop.database;
    shop.database.lists = (statement, values) => {
      statements.push(statement);
      return lists(statement, values);
    };
    try {
      await answer(
        'admin',
        `{ a: user(id: "${ann.id}") { name } b: user(id: "${viewers.other.kind === 'user' ? viewers.other.id : ''}") { name } }`,
      );
    } finally {
      shop.database.lists = lists;
    }
    expect(statements).toHaveLength(1);
  });
});

describe('Query.me', () => {
  it.each([
    ['anonymous', null],
    ['owner', 'ann'],
    ['other', 'ben'],
    ['admin', 'root'],
    ['service', null],
  ] as const)('for %s', async (viewer, name) => {
    expect(await answer(viewer, '{ me { name } }')).toEqual({ me: name && { name } });
  });

  it('is null for a token of an account that is gone', async () => {
    expect((await shop.ask('{ me { name } }', { viewer: userViewer(NOBODY) })).data).toEqual({ me: null });
  });
});

describe('mutations are open to everybody', () => {
  it.each(everyone)('a viewer of the kind %s can call them', async (viewer) => {
    const email = `by-${viewer}@shop.test`;
    const credentials = { email, password: PASSWORD };
    expect(await answer(viewer, SIGN_UP, { input: { ...credentials, name: 'New One' } })).toMatchObject({
      signUp: { user: { email, roles: ['CUSTOMER'] } },
    });
    expect(await answer(viewer, LOGIN, { input: credentials })).toMatchObject({
      login: { __typename: 'LoginSuccess' },
    });
    expect(await answer(viewer, REFRESH)).toMatchObject({ refreshSession: { code: 'SESSION_EXPIRED' } });
    expect(await answer(viewer, LOGOUT)).toMatchObject({ logout: { loggedOut: true } });
  });
});

describe('endAllSessions is for people who are signed in', () => {
  it.each(everyone)('a viewer of the kind %s is served or refused accordingly', async (viewer) => {
    const isPerson = viewer !== 'anonymous' && viewer !== 'service';
    const ended = { endAllSessions: { __typename: 'LogoutSuccess', loggedOut: true } };
    expect(await answer(viewer, END_ALL)).toEqual(isPerson ? ended : 'UNAUTHENTICATED');
  });
});

describe('deleteAccount is for people who are signed in, and for their own account', () => {
  it.each(['anonymous', 'service'] as const)('a viewer of the kind %s is refused', async (viewer) => {
    expect(await answer(viewer, DELETE, { input: { password: PASSWORD } })).toBe('UNAUTHENTICATED');
  });

  it.each(['other', 'admin'] as const)('a viewer of the kind %s deletes their own account alone', async (viewer) => {
    expect(await answer(viewer, DELETE, { input: { password: PASSWORD } })).toMatchObject({
      deleteAccount: { deleted: true },
    });
    expect(await answer(viewer, '{ me { name } }')).toEqual({ me: null });
    expect(await answer(viewer, DELETE, { input: { password: PASSWORD } })).toBe('UNAUTHENTICATED');
    expect(await answer('owner', '{ me { name } }')).toEqual({ me: { name: 'ann' } });
  });
});

describe('routes beside GraphQL', () => {
  it('gives the public keys to everybody, and nothing private with them', async () => {
    const response = await shop.app.inject('/.well-known/jwks.json');
    expect(response.statusCode).toBe(200);
    const { keys } = response.json<{ keys: Record<string, string>[] }>();
    expect(keys.map((key) => Object.keys(key).sort())).toEqual([['alg', 'crv', 'kid', 'kty', 'use', 'x']]);
  });

  it('takes no unsigned call', async () => {
    const response = await shop.app.inject({ method: 'POST', url: '/graphql', payload: { query: '{ me { id } }' } });
    expect(response.statusCode).toBe(401);
  });
});
