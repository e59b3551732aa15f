import type { UserId } from '@rushgraph/contracts';
import { validateInput } from '@rushgraph/service';
import type { MutationResolvers } from '../generated/graphql.ts';
import type { UserModel } from '../models.ts';
import { findPasswordWeakness } from '../password/find-password-weakness.ts';
import { easilyGuessed } from '../password/is-easily-guessed.ts';
import { insertUser } from './insert-user.ts';
import { signUpInput } from './validate-sign-up.ts';

/** Makes an account of a customer. Does not sign in. */
export const signUp: NonNullable<MutationResolvers['signUp']> = async (_parent, args, { accounts, traceparent }) => {
  const checked = validateInput(signUpInput, args.input);
  if (!checked.ok) return checked.problem;
  const { email, name, password } = checked.value;
  const weakness = findPasswordWeakness(password, { email, name });
  if (weakness !== undefined) return weakPassword(weakness);
  if (await accounts.passwords.isEasilyGuessed(password)) return weakPassword(easilyGuessed);
  const passwordHash = await accounts.passwords.hash(password);
  const user: UserModel = {
    id: accounts.newId<UserId>(),
    email,
    name,
    roles: ['CUSTOMER'],
    createdAt: accounts.now(),
  };
  const outcome = await insertUser(accounts, { user, passwordHash, traceparent });
  switch (outcome) {
    case 'inserted':
      return { __typename: 'SignUpSuccess', user };
    case 'taken':
      return {
        __typename: 'EmailTakenProblem',
        code: 'EMAIL_TAKEN',
        message: 'There is an account with this address.',
      };
  }
};

function weakPassword(weakness: string) {
  return { __typename: 'WeakPasswordProblem', code: 'WEAK_PASSWORD', message: `The password ${weakness}.` } as const;
}
