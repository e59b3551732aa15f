import { timestampOf, type UserId, userErased, userUpdated } from '@rushgraph/contracts';
import { defineQuery, defineWrite, eq, given, sql } from '@rushgraph/database/query';
import { event, tombstone } from '@rushgraph/messaging';
import type { Accounts } from '../accounts.ts';
import { refreshSession, user as table } from '../db/schema.ts';

export interface EraseUser {
  readonly id: UserId;
  readonly traceparent: string | undefined;
}

const lockUser = defineQuery({ id: given<UserId>() }, (builder, { id }) =>
  builder.select({ version: table.version }).from(table).where(eq(table.id, id)).for('update'),
);
const deleteUser = defineWrite({ id: given<UserId>() }, (builder, { id }) =>
  builder.delete(table).where(eq(table.id, id)),
);
const endSessions = defineWrite({ id: given<UserId>(), at: given<Date>() }, (builder, { id, at }) =>
  builder
    .update(refreshSession)
    .set({ revokedAt: sql`coalesce(${refreshSession.revokedAt}, ${at})`, placeHash: null })
    .where(eq(refreshSession.userId, id)),
);
const findSessions = defineQuery({ id: given<UserId>() }, (builder, { id }) =>
  builder.select({ id: refreshSession.id }).from(refreshSession).where(eq(refreshSession.userId, id)),
);

/**
 * Deletes the account and ends its sessions, in one transaction with the events that tell of it; answers false when it is
 * gone already. The tombstone takes the profile out of the log of accounts; the event that it was erased stays for ever.
 */
export async function eraseUser(
  { database, outbox, denyList, now }: Pick<Accounts, 'database' | 'outbox' | 'denyList' | 'now'>,
  { id, traceparent }: EraseUser,
): Promise<boolean> {
  const at = now();
  const ended = await database.transaction(async (tx) => {
    // Locked: a login that is under way either has its session by now, or finds no account.
    const [user] = await lockUser(tx, { id });
    if (user === undefined) return undefined;
    await deleteUser(tx, { id });
    await endSessions(tx, { id, at });
    const options = { subject: id, sequence: user.version + 1, traceparent };
    await outbox.record(tx, [
      tombstone(userUpdated, id, options),
      event(userErased, { userId: id, erasedAt: timestampOf(at) }, options),
    ]);
    const sessions = await findSessions(tx, { id });
    return sessions.map((session) => session.id);
  });
  if (ended === undefined) return false;
  await denyList.deny(ended);
  return true;
}
