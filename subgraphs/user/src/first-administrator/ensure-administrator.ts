import type { UserId } from '@rushgraph/contracts';
import type { Logger } from 'pino';
import type { Accounts } from '../accounts.ts';
import { loadCredentials } from '../db/load-users.ts';
import { type InsertUserDeps, insertUser } from '../sign-up/insert-user.ts';

export interface Administrator {
  /** Normalised. */
  readonly email: string;
  readonly password: string;
}

export type EnsureAdministratorDeps = InsertUserDeps &
  Pick<Accounts, 'passwords' | 'newId' | 'now'> & { readonly logger: Logger };

/**
 * Makes the first administrator when the address is free; instances that start at once make one. An account that is
 * there is left as it is: a start must neither reset a password nor promote a customer.
 */
export async function ensureAdministrator(
  deps: EnsureAdministratorDeps,
  { email, password }: Administrator,
): Promise<void> {
  const present = await loadCredentials(deps.database, email);
  if (present === undefined) {
    const passwordHash = await deps.passwords.hash(password);
    const user = {
      id: deps.newId<UserId>(),
      email,
      name: 'Administrator',
      roles: ['CUSTOMER', 'ADMIN'],
      createdAt: deps.now(),
    } as const;
    const outcome = await insertUser(deps, { user, passwordHash, traceparent: undefined });
    if (outcome === 'inserted') deps.logger.info({ userId: user.id }, 'made the first administrator');
  } else if (!present.user.roles.includes('ADMIN')) {
    deps.logger.warn(
      { userId: present.user.id },
      'ADMIN_EMAIL belongs to a customer; that account does not become an administrator',
    );
  }
}
