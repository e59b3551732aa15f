import type { CampaignId } from '@rushgraph/contracts';
import type { Database, Tx } from '@rushgraph/database';

/** The next epoch of a campaign's queue. Whoever holds issues that were read in an earlier one cannot write them from now on. */
export async function raiseEpoch(database: Database, campaignId: CampaignId, limitMs: number): Promise<number> {
  const raise = async (tx: Tx) => {
    await tx.run('UPDATE campaign SET queue_epoch = queue_epoch + 1 WHERE id = ?', [campaignId]);
    const [row] = await tx.rows<{ epoch: number }>('SELECT queue_epoch AS epoch FROM campaign WHERE id = ?', [
      campaignId,
    ]);
    if (row === undefined) throw new Error(`Campaign ${campaignId} is gone`);
    return row.epoch;
  };
  return database.transaction(raise, { limitMs });
}
