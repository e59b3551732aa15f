import type { UserId } from '@rushgraph/contracts';
import type { Sql } from '@rushgraph/database';
import type { Role } from '@rushgraph/identity';
import type { UserModel } from '../models.ts';

interface UserRow {
  readonly id: UserId;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly created_at: Date;
}

const COLUMNS = 'id, email, name, roles, created_at';

/** The users that exist among `ids`. */
export async function loadUsers(sql: Sql, ids: readonly UserId[]): Promise<Map<UserId, UserModel>> {
  if (ids.length === 0) return new Map();
  const rows = await sql.rows<UserRow>(`SELECT ${COLUMNS} FROM user WHERE id IN (?)`, [ids]);
  return new Map(rows.map((row) => [row.id, userOf(row)]));
}

/** The user who has this normalised address, with the hash that a login is checked against. */
export async function loadCredentials(
  sql: Sql,
  email: string,
): Promise<{ readonly user: UserModel; readonly passwordHash: string } | undefined> {
  const [row] = await sql.rows<UserRow & { password_hash: string }>(
    `SELECT ${COLUMNS}, password_hash FROM user WHERE email = ?`,
    [email],
  );
  return row && { user: userOf(row), passwordHash: row.password_hash };
}

function userOf({ id, email, name, roles, created_at }: UserRow): UserModel {
  return { id, email, name, roles, createdAt: created_at };
}
