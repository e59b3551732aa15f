import { type Database, isDuplicateKey, type Tx } from '@rushgraph/database';
import type { Outbox } from '@rushgraph/messaging';
import type { Campaign } from '../campaign.ts';
import { newCoupon } from '../coupon.ts';
import { updatedEvent } from '../coupon-event.ts';
import { insertCoupons, loadCoupons } from '../db/coupon-rows.ts';
import type { Issue, Issued } from './parse-entry.ts';

/** The queue was rebuilt after these issues had been read from it; what of them still counts is in the stream. */
export class StaleEpoch extends Error {
  override readonly name = 'StaleEpoch';
}

/** More than the campaign has: never, as long as Redis and MySQL are of one history. */
export class OverIssued extends Error {
  override readonly name = 'OverIssued';
}

export interface WriteIssuesDeps {
  readonly database: Database;
  readonly outbox: Outbox;
}

/**
 * Writes issues of one campaign that were read from the stream in `epoch`: coupons, their events and the count, in one
 * transaction. What is written already is left alone. Answers how many were new.
 */
export type WriteIssues = (campaign: Campaign, epoch: number, issues: readonly Issue[]) => Promise<number>;

const LIMIT_MS = 10_000;

export function createWriteIssues({ database, outbox }: WriteIssuesDeps): WriteIssues {
  return async (campaign, epoch, issues) => {
    const issued = issues.filter((issue) => issue.kind === 'issued');
    const shuffled = issues.filter((issue) => issue.kind === 'shuffled');
    const write = (look: boolean) =>
      database.transaction(
        async (tx) => {
          for (const { seed, count, line } of shuffled) {
            await tx.run(
              `UPDATE campaign SET shuffle_seed = ?, shuffle_count = ?, shuffle_line = ?
               WHERE id = ? AND shuffle_seed IS NULL`,
              [seed, count, line, campaign.id],
            );
          }
          return insertNew(tx, look ? await withoutWritten(tx, campaign, issued) : issued);
        },
        { limitMs: LIMIT_MS },
      );

    async function insertNew(tx: Tx, fresh: readonly Issued[]): Promise<number> {
      const made = fresh.map((from) => ({ ...newCoupon(campaign.id, from.user, new Date(from.at)), from }));
      // One round trip. The row that all writers want comes last, and holds what decides whether all of it counts.
      const [, , counted] = await Promise.all([
        made.length > 0 && insertCoupons(tx, made),
        outbox.record(
          tx,
          made.map((coupon) => updatedEvent(coupon, campaign, undefined)),
        ),
        tx.run(
          `UPDATE campaign SET issued = issued + ?, ended_at = NULL
           WHERE id = ? AND queue_epoch = ? AND issued + ? <= quantity`,
          [made.length, campaign.id, epoch, made.length],
        ),
      ]);
      if (counted.affectedRows !== 1) throw await whyNot(tx);
      return made.length;
    }

    async function whyNot(tx: Tx): Promise<Error> {
      const [row] = await tx.rows<{ epoch: number }>('SELECT queue_epoch AS epoch FROM campaign WHERE id = ?', [
        campaign.id,
      ]);
      if (row === undefined) return new Error(`Campaign ${campaign.id} is gone`);
      if (row.epoch !== epoch) return new StaleEpoch(`The queue was rebuilt: epoch ${row.epoch}, read in ${epoch}`);
      return new OverIssued(`Campaign ${campaign.id} has no coupons left for these`);
    }

    try {
      // Taken to be new, as they nearly always are: the keys find out when they are not.
      return await write(false);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return write(true);
    }
  };
}

/** The issues that are not in MySQL yet, each customer once. */
async function withoutWritten(tx: Tx, campaign: Campaign, issued: readonly Issued[]): Promise<Issued[]> {
  const byId = new Map(issued.map((one) => [newCoupon(campaign.id, one.user, new Date(one.at)).id, one]));
  const written = await loadCoupons(tx, [...byId.keys()]);
  return [...byId].flatMap(([id, one]) => (written.has(id) ? [] : [one]));
}
