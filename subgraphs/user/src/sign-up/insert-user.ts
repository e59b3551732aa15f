import { timestampOf, userUpdated } from '@rushgraph/contracts';
import { type Database, isDuplicateKey } from '@rushgraph/database';
import { event, type Outbox } from '@rushgraph/messaging';
import type { UserModel } from '../models.ts';

export interface NewUser {
  readonly user: UserModel;
  readonly passwordHash: string;
  readonly traceparent: string | undefined;
}

export interface InsertUserDeps {
  readonly database: Database;
  readonly outbox: Outbox;
}

const VERSION = 1;

/** Inserts the account and its event, in one transaction. The unique key on the address decides who gets it. */
export async function insertUser(
  { database, outbox }: InsertUserDeps,
  { user, passwordHash, traceparent }: NewUser,
): Promise<'inserted' | 'taken'> {
  const { id, email, name, roles, createdAt } = user;
  const data = { userId: id, version: VERSION, email, name, createdAt: timestampOf(createdAt) };
  try {
    await database.transaction(async (tx) => {
      await tx.run('INSERT INTO user (id, email, name, password_hash, roles, version, created_at) VALUES (?)', [
        [id, email, name, passwordHash, JSON.stringify(roles), VERSION, createdAt],
      ]);
      await outbox.record(tx, [event(userUpdated, data, { subject: id, sequence: VERSION, traceparent })]);
    });
    return 'inserted';
  } catch (error) {
    if (isDuplicateKey(error)) return 'taken';
    throw error;
  }
}
