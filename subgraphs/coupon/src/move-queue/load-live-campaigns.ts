import type { Sql } from '@rushgraph/database';
import type { Campaign } from '../campaign.ts';
import { CAMPAIGN_COLUMNS, type CampaignRow, campaignOf } from '../db/campaign-rows.ts';

/** QUEUED campaigns that customers may join, or that have something left to be done. */
export async function loadLiveCampaigns(sql: Sql, leadMs: number): Promise<Campaign[]> {
  const rows = await sql.rows<CampaignRow>(
    `SELECT ${CAMPAIGN_COLUMNS} FROM campaign
     WHERE ended_at IS NULL AND mode = 'QUEUED' AND opens_at <= UTC_TIMESTAMP(3) + INTERVAL ? MICROSECOND`,
    [leadMs * 1_000],
  );
  return rows.map(campaignOf);
}
