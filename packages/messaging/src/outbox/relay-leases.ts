import type { Database } from '@rushgraph/database';
import { BUCKETS } from './outbox.ts';

export interface RelayLeases {
  /** Renews what this relay holds, gives up what is over its fair share, takes what nobody holds. Returns its buckets. */
  refresh(): Promise<readonly number[]>;
  /** The buckets that are certainly ours for at least `milliseconds` more. */
  heldFor(milliseconds: number): readonly number[];
  /** Lets others take over at once. */
  release(): Promise<void>;
}

export interface LeaseOptions {
  readonly database: Database;
  readonly owner: string;
  readonly leaseMs: number;
  /** A monotonic clock in milliseconds: a lease must not be stretched by a wall clock that is set back. */
  readonly monotonic: () => number;
}

const EXPIRY = 'NOW(3) + INTERVAL ? MICROSECOND';

/** Leases on the buckets of the outbox. Only the database's clock decides whether one has expired. */
export function createRelayLeases({ database, owner, leaseMs, monotonic }: LeaseOptions): RelayLeases {
  const lease = leaseMs * 1_000;
  let held: readonly number[] = [];
  let heldUntil = 0;

  async function ensureRows(): Promise<void> {
    const rows = Array.from({ length: BUCKETS }, (_, bucket) => [bucket, '', 0, new Date(0)]);
    await database.run(
      'INSERT INTO outbox_lease (bucket, owner, epoch, expires_at) VALUES ? ON DUPLICATE KEY UPDATE bucket = bucket',
      [rows],
    );
  }

  async function fairShare(): Promise<number> {
    await database.run(
      `INSERT INTO outbox_relay (owner, expires_at) VALUES (?, ${EXPIRY}) ON DUPLICATE KEY UPDATE expires_at = ${EXPIRY}`,
      [owner, lease, lease],
    );
    await database.run('DELETE FROM outbox_relay WHERE expires_at < NOW(3) - INTERVAL 1 MINUTE');
    const [row] = await database.rows<{ alive: number }>(
      'SELECT COUNT(*) AS alive FROM outbox_relay WHERE expires_at > NOW(3)',
    );
    return Math.ceil(BUCKETS / Math.max(row?.alive ?? 1, 1));
  }

  async function readHeld(): Promise<number[]> {
    const rows = await database.rows<{ bucket: number }>(
      'SELECT bucket FROM outbox_lease WHERE owner = ? AND expires_at > NOW(3) ORDER BY bucket',
      [owner],
    );
    return rows.map(({ bucket }) => bucket);
  }

  return {
    async refresh() {
      await ensureRows();
      const share = await fairShare();
      const askedAt = monotonic();
      await database.run(`UPDATE outbox_lease SET expires_at = ${EXPIRY} WHERE owner = ? AND expires_at > NOW(3)`, [
        lease,
        owner,
      ]);
      const mine = await readHeld();
      if (mine.length > share) {
        await database.run('UPDATE outbox_lease SET expires_at = NOW(3) WHERE owner = ? AND bucket IN (?)', [
          owner,
          mine.slice(share),
        ]);
      } else if (mine.length < share) {
        await database.run(
          `UPDATE outbox_lease SET owner = ?, epoch = epoch + 1, expires_at = ${EXPIRY}
           WHERE expires_at <= NOW(3) ORDER BY bucket LIMIT ?`,
          [owner, lease, share - mine.length],
        );
      }
      held = await readHeld();
      heldUntil = askedAt + leaseMs;
      return held;
    },
    heldFor: (milliseconds) => (monotonic() + milliseconds < heldUntil ? held : []),
    async release() {
      held = [];
      await database.run('UPDATE outbox_lease SET expires_at = NOW(3) WHERE owner = ?', [owner]);
      await database.run('DELETE FROM outbox_relay WHERE owner = ?', [owner]);
    },
  };
}
