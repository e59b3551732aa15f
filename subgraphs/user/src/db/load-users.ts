import type { UserId } from '@rushgraph/contracts';
import type { Sql } from '@rushgraph/database';
import { defineQuery, eq, given, isIn } from '@rushgraph/database/query';
import type { UserModel } from '../models.ts';
import { user } from './schema.ts';

/** What is shown of an account. */
const model = { id: user.id, email: user.email, name: user.name, roles: user.roles, createdAt: user.createdAt };

const findUsers = defineQuery({ ids: given<readonly UserId[]>() }, (builder, { ids }) =>
  builder.select(model).from(user).where(isIn(user.id, ids)),
);

const findCredentials = defineQuery({ email: given<string>() }, (builder, { email }) =>
  builder.select({ user: model, passwordHash: user.passwordHash }).from(user).where(eq(user.email, email)),
);

/** The users that exist among `ids`. */
export async function loadUsers(sql: Sql, ids: readonly UserId[]): Promise<Map<UserId, UserModel>> {
  if (ids.length === 0) return new Map();
  const users = await findUsers(sql, { ids });
  return new Map(users.map((found) => [found.id, found]));
}

/** The user who has this normalised address, with the hash that a login is checked against. */
export async function loadCredentials(
  sql: Sql,
  email: string,
): Promise<{ readonly user: UserModel; readonly passwordHash: string } | undefined> {
  const [found] = await findCredentials(sql, { email });
  return found;
}
