import type { CampaignId, MoneyValue } from '@rushgraph/contracts';
import type { Sql } from '@rushgraph/database';
import type { Campaign, CampaignMode } from '../campaign.ts';

export interface CampaignRow {
  readonly id: CampaignId;
  readonly name: string;
  readonly discount_amount: number;
  readonly currency: MoneyValue['currency'];
  readonly mode: CampaignMode;
  readonly quantity: number;
  readonly issued: number;
  readonly opens_at: Date;
  readonly closes_at: Date;
}

/** The columns of a `CampaignRow`. */
export const CAMPAIGN_COLUMNS = 'id, name, discount_amount, currency, mode, quantity, issued, opens_at, closes_at';

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
  };
}
