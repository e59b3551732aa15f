import type { Accounts } from '../accounts.ts';
import { loadCredentials } from '../db/load-users.ts';
import type { MutationResolvers } from '../generated/graphql.ts';
import type { UserModel } from '../models.ts';
import { answerSession } from '../session/answer-session.ts';
import { openSession } from '../session/open-session.ts';
import { emailInput } from '../sign-up/validate-sign-up.ts';
import { networkOf } from './client-network.ts';
import { hashPlace } from './known-places.ts';
import type { Attempt } from './throttle-logins.ts';

/** Opens a session. An unknown address and a wrong password get the same answer after the same work. */
export const login: NonNullable<MutationResolvers['login']> = async (
  _parent,
  { input },
  { accounts, clientAddress, refreshCookie },
) => {
  const email = emailInput.safeParse(input.email);
  const network = networkOf(clientAddress);
  const attempt = await accounts.throttle.begin({ account: email.success ? email.data : input.email, network });
  if (!attempt.allowed) return tooManyAttempts(attempt.retryAfterSeconds);
  const user = await provenUser(accounts, attempt, email.data, input.password);
  const opened = user && (await openSession(accounts, { userId: user.id, placeHash: hashPlace(network) }));
  if (user === undefined || opened === undefined)
    return invalidCredentials('The e-mail address or the password is wrong.');
  return { __typename: 'LoginSuccess', session: await answerSession(accounts, refreshCookie, user, opened) };
};

/** The user whose password it is. An attempt that failed through no fault of the caller is not held against anybody. */
export async function provenUser(
  { database, passwords }: Pick<Accounts, 'database' | 'passwords'>,
  attempt: Pick<Extract<Attempt, { allowed: true }>, 'forgive'>,
  email: string | undefined,
  password: string,
): Promise<UserModel | undefined> {
  try {
    const credentials = email === undefined ? undefined : await loadCredentials(database, email);
    const isRight = await passwords.verify(password, credentials?.passwordHash);
    if (!isRight || credentials === undefined) return undefined;
    await attempt.forgive();
    return credentials.user;
  } catch (error) {
    await attempt.forgive();
    throw error;
  }
}

export function tooManyAttempts(retryAfterSeconds: number) {
  const message = `Too many attempts. Try again in ${retryAfterSeconds} seconds.`;
  return { __typename: 'TooManyAttemptsProblem', code: 'TOO_MANY_ATTEMPTS', message, retryAfterSeconds } as const;
}

export function invalidCredentials(message: string) {
  return { __typename: 'InvalidCredentialsProblem', code: 'INVALID_CREDENTIALS', message } as const;
}
