import { createHash } from 'node:crypto';
import type { Sql } from '@rushgraph/database';
import type { Origin } from './throttle-logins.ts';

/** What is kept of the place that a session was opened from. */
export function hashPlace(network: string): string {
  return createHash('sha256').update(network).digest('hex');
}

/** Whether the account has signed in from this network, in a session that has not been deleted yet. */
export async function hasSignedInFrom(sql: Sql, { account, network }: Origin): Promise<boolean> {
  const rows = await sql.rows(
    `SELECT 1 FROM user JOIN refresh_session session ON session.user_id = user.id
     WHERE user.email = ? AND session.place_hash = ? LIMIT 1`,
    [account, hashPlace(network)],
  );
  return rows.length > 0;
}
