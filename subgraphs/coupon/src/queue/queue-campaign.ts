import type { Campaign } from '../campaign.ts';

/** What never changes of a campaign, and the queue must know. */
export type QueueCampaign = Pick<Campaign, 'id' | 'quantity' | 'opensAt' | 'closesAt'>;
