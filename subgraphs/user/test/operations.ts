import { userIdSchema } from '@rushgraph/contracts';
import type { UserFixture } from './user-fixture.ts';

export const PASSWORD = 'x7Kq-9sLm2!tide';

const USER = 'id email name roles createdAt';
export const SIGN_UP = `mutation ($input: SignUpInput!) { signUp(input: $input) { __typename
  ... on SignUpSuccess { user { ${USER} } } ... on Problem { code message } ... on InvalidInputProblem { fields { path message } } } }`;
export const LOGIN = `mutation ($input: LoginInput!) { login(input: $input) { __typename
  ... on LoginSuccess { session { accessToken expiresAt user { ${USER} } } } ... on Problem { code message }
  ... on TooManyAttemptsProblem { retryAfterSeconds } } }`;
export const REFRESH = `mutation { refreshSession { __typename
  ... on RefreshSessionSuccess { session { accessToken expiresAt user { ${USER} } } } ... on Problem { code message } } }`;
export const LOGOUT = 'mutation { logout { __typename ... on LogoutSuccess { loggedOut } } }';

export const END_ALL = 'mutation { endAllSessions { __typename ... on LogoutSuccess { loggedOut } } }';

export const DELETE = `mutation ($input: DeleteAccountInput!) { deleteAccount(input: $input) { __typename
  ... on DeleteAccountSuccess { deleted } ... on Problem { code message } } }`;

export interface SessionAnswer {
  readonly __typename: string;
  readonly code?: string;
  readonly retryAfterSeconds?: number;
  readonly session?: {
    readonly accessToken: string;
    readonly expiresAt: string;
    readonly user: { readonly id: string; readonly email: string };
  };
  readonly user?: { readonly id: string };
}

/** What a mutation with a result union answered. */
export function resultOf(data: Record<string, unknown> | null, mutation: string): SessionAnswer {
  return (data as Record<string, SessionAnswer> | null)?.[mutation] ?? { __typename: 'Nothing' };
}

/** A customer `<name>@shop.test`, and a session of theirs. */
export async function signUpAndLogin(shop: UserFixture, name: string) {
  const email = `${name}@shop.test`;
  const { data, errors } = await shop.ask(SIGN_UP, { variables: { input: { email, name, password: PASSWORD } } });
  const id = resultOf(data, 'signUp').user?.id;
  if (id === undefined) throw new Error(`No account: ${JSON.stringify({ data, errors })}`);
  return { id: userIdSchema.parse(id), email, ...(await logIn(shop, email)) };
}

/** A session of a customer who has an account. */
export async function logIn(shop: UserFixture, email: string) {
  const { data, refresh } = await shop.ask(LOGIN, { variables: { input: { email, password: PASSWORD } } });
  const accessToken = resultOf(data, 'login').session?.accessToken;
  if (accessToken === undefined || refresh === undefined) throw new Error(`No session: ${JSON.stringify(data)}`);
  return { accessToken, refresh, sessionId: sessionOf(accessToken) };
}

/** The session id inside an access token. */
export function sessionOf(accessToken: string): string {
  const claims = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString());
  return String(claims.sid);
}
