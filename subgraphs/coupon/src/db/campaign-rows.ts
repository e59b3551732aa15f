import type { CampaignId } from '@rushgraph/contracts';
import type { Sql } from '@rushgraph/database';
import { columnsOf, type Row } from '@rushgraph/database/query';
import type { Campaign } from '../campaign.ts';
import { campaign as table } from './schema.ts';

/** A row, with the time by the clock of the database at which it was read. */
export type CampaignRow = Row<typeof table> & { readonly read_at: Date };

/** The columns of a `CampaignRow`. */
export const CAMPAIGN_COLUMNS = `${columnsOf(table)}, UTC_TIMESTAMP(3) AS read_at`;

/** The campaigns that exist among `ids`. */
export async function loadCampaigns(sql: Sql, ids: readonly CampaignId[]): Promise<Map<CampaignId, Campaign>> {
  if (ids.length === 0) return new Map();
  const rows = await sql.rows<CampaignRow>(`SELECT ${CAMPAIGN_COLUMNS} FROM campaign WHERE id IN (?)`, [ids]);
  return new Map(rows.map((row) => [row.id, campaignOf(row)]));
}

export function campaignOf(row: CampaignRow): Campaign {
  return {
    id: row.id,
    name: row.name,
    discount: { amount: row.discount_amount, currency: row.currency },
    mode: row.mode,
    quantity: row.quantity,
    issued: row.issued,
    opensAt: row.opens_at,
    closesAt: row.closes_at,
    readAt: row.read_at,
  };
}
