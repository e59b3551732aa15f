import { timestampOf, type UserId, userUpdated } from '@rushgraph/contracts';
import { type Database, isDuplicateKey } from '@rushgraph/database';
import { defineWrite, given } from '@rushgraph/database/query';
import type { Role } from '@rushgraph/identity';
import { event, type Outbox } from '@rushgraph/messaging';
import { user as table } from '../db/schema.ts';
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

const addUser = defineWrite(
  {
    id: given<UserId>(),
    email: given<string>(),
    name: given<string>(),
    passwordHash: given<string>(),
    roles: given<readonly Role[]>(),
    version: given<number>(),
    createdAt: given<Date>(),
  },
  (builder, values) => builder.insert(table).values(values),
);

/** Inserts the account and its event, in one transaction. The unique key on the address decides who gets it. */
export async function insertUser(
  { database, outbox }: InsertUserDeps,
  { user, passwordHash, traceparent }: NewUser,
): Promise<'inserted' | 'taken'> {
  const { id, email, name, createdAt } = user;
  const data = { userId: id, version: VERSION, email, name, createdAt: timestampOf(createdAt) };
  try {
    await database.transaction(async (tx) => {
      await addUser(tx, { ...user, passwordHash, version: VERSION });
      await outbox.record(tx, [event(userUpdated, data, { subject: id, sequence: VERSION, traceparent })]);
    });
    return 'inserted';
  } catch (error) {
    if (isDuplicateKey(error)) return 'taken';
    throw error;
  }
}
