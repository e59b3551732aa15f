import type { CampaignId } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';

/** The next epoch of a campaign's queue. Whoever holds issues that were read in an earlier one cannot write them from now on. */
export async function raiseEpoch(database: Database, campaignId: CampaignId): Promise<number> {
  return database.transaction(async (tx) => {
    await tx.run('UPDATE campaign SET queue_epoch = queue_epoch + 1 WHERE id = ?', [campaignId]);
    const [row] = await tx.rows<{ epoch: number }>('SELECT queue_epoch AS epoch FROM campaign WHERE id = ?', [
      campaignId,
    ]);
    if (row === undefined) throw new Error(`Campaign ${campaignId} is gone`);
    return row.epoch;
  });
}
