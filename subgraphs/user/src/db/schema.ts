import type { UserId } from '@rushgraph/contracts';
import {
  asciiColumn,
  idColumn,
  index,
  instantColumn,
  int,
  json,
  mysqlTable,
  varchar,
} from '@rushgraph/database/tables';
import type { Role } from '@rushgraph/identity';

export * from '@rushgraph/messaging/tables';

export const user = mysqlTable('user', {
  id: idColumn('id').$type<UserId>().primaryKey(),
  /** Normalised. The unique key is what decides who has an address. */
  email: asciiColumn('email', { length: 254 }).notNull().unique('user_email'),
  name: varchar('name', { length: 100 }).notNull(),
  /** PHC text of argon2id: parameters, salt and hash. */
  passwordHash: asciiColumn('password_hash', { length: 255 }).notNull(),
  roles: json('roles').$type<readonly Role[]>().notNull(),
  version: int('version', { unsigned: true }).notNull(),
  createdAt: instantColumn('created_at').notNull(),
});

/** A family of refresh tokens: everything that came from one login. */
export const refreshSession = mysqlTable(
  'refresh_session',
  {
    id: idColumn('id').primaryKey(),
    userId: idColumn('user_id').$type<UserId>().notNull(),
    /** SHA-256 in hex of the network that the login came from; null for sessions older than the column. */
    placeHash: asciiColumn('place_hash', { length: 64 }),
    createdAt: instantColumn('created_at').notNull(),
    /** End of the youngest token. */
    expiresAt: instantColumn('expires_at').notNull(),
    revokedAt: instantColumn('revoked_at'),
  },
  (table) => [
    index('refresh_session_user').on(table.userId),
    index('refresh_session_revoked').on(table.revokedAt),
    index('refresh_session_expiry').on(table.expiresAt),
  ],
);

export const refreshToken = mysqlTable(
  'refresh_token',
  {
    /** SHA-256 in hex: the token itself is known to its bearer alone. */
    tokenHash: asciiColumn('token_hash', { length: 64 }).primaryKey(),
    sessionId: idColumn('session_id').notNull(),
    createdAt: instantColumn('created_at').notNull(),
    expiresAt: instantColumn('expires_at').notNull(),
    spentAt: instantColumn('spent_at'),
    /** Set when it is spent: with the token itself it gives the successor. */
    successorKey: asciiColumn('successor_key', { length: 64 }),
  },
  (table) => [index('refresh_token_expiry').on(table.expiresAt)],
);
