import { timestampOf, type UserId, userErased, userUpdated } from '@rushgraph/contracts';
import { event, tombstone } from '@rushgraph/messaging';
import type { Accounts } from '../accounts.ts';

export interface EraseUser {
  readonly id: UserId;
  readonly traceparent: string | undefined;
}

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
    const [user] = await tx.rows<{ version: number }>('SELECT version FROM user WHERE id = ? FOR UPDATE', [id]);
    if (user === undefined) return undefined;
    await tx.run('DELETE FROM user WHERE id = ?', [id]);
    await tx.run(
      'UPDATE refresh_session SET revoked_at = COALESCE(revoked_at, ?), place_hash = NULL WHERE user_id = ?',
      [at, id],
    );
    const options = { subject: id, sequence: user.version + 1, traceparent };
    await outbox.record(tx, [
      tombstone(userUpdated, id, options),
      event(userErased, { userId: id, erasedAt: timestampOf(at) }, options),
    ]);
    const sessions = await tx.rows<{ id: string }>('SELECT id FROM refresh_session WHERE user_id = ?', [id]);
    return sessions.map((session) => session.id);
  });
  if (ended === undefined) return false;
  await denyList.deny(ended);
  return true;
}
