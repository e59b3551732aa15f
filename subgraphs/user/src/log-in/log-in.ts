import { loadCredentials } from '../db/load-users.ts';
import type { MutationResolvers } from '../generated/graphql.ts';
import { answerSession } from '../session/answer-session.ts';
import { openSession } from '../session/open-session.ts';
import { emailInput } from '../sign-up/validate-sign-up.ts';

/** Opens a session. An unknown address and a wrong password get the same answer after the same work. */
export const login: NonNullable<MutationResolvers['login']> = async (
  _parent,
  { input },
  { accounts, clientAddress, refreshCookie },
) => {
  const email = emailInput.safeParse(input.email);
  const account = email.success ? email.data : input.email;
  const attempt = await accounts.throttle.begin({ account, address: clientAddress });
  if (!attempt.allowed) {
    const { retryAfterSeconds } = attempt;
    const message = `Too many attempts. Try again in ${retryAfterSeconds} seconds.`;
    return { __typename: 'TooManyAttemptsProblem', code: 'TOO_MANY_ATTEMPTS', message, retryAfterSeconds };
  }
  const credentials = email.success ? await loadCredentials(accounts.database, email.data) : undefined;
  const right = await accounts.passwords.verify(input.password, credentials?.passwordHash);
  if (!right || credentials === undefined) {
    const message = 'The e-mail address or the password is wrong.';
    return { __typename: 'InvalidCredentialsProblem', code: 'INVALID_CREDENTIALS', message };
  }
  await attempt.succeed();
  const { user } = credentials;
  const session = await answerSession(accounts, refreshCookie, user, await openSession(accounts, user.id));
  return { __typename: 'LoginSuccess', session };
};
