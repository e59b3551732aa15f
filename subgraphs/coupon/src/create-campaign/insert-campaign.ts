import type { Sql } from '@rushgraph/database';
import type { Row } from '@rushgraph/database/query';
import type { Campaign } from '../campaign.ts';
import type { campaign as table } from '../db/schema.ts';

/** Stores a new campaign. */
export async function insertCampaign(sql: Sql, campaign: NewCampaign, createdAt: Date): Promise<void> {
  const row: Partial<Row<typeof table>> = {
    id: campaign.id,
    name: campaign.name,
    discount_amount: campaign.discount.amount,
    currency: campaign.discount.currency,
    mode: campaign.mode,
    quantity: campaign.quantity,
    issued: campaign.issued,
    opens_at: campaign.opensAt,
    closes_at: campaign.closesAt,
    created_at: createdAt,
  };
  await sql.run(`INSERT INTO campaign (${Object.keys(row).join(', ')}) VALUES (?)`, [Object.values(row)]);
}

/** A campaign that nobody has read yet. */
export type NewCampaign = Omit<Campaign, 'readAt'>;
