import type { CampaignId, UserId } from '@rushgraph/contracts';
import type { CouponTicketModel } from '../models.ts';
import type { TicketFacts } from './ticket.ts';
import type { TicketView } from './view-ticket.ts';

/** A customer's ticket as it is shown. */
export function ticketOf(
  campaignId: CampaignId,
  userId: UserId,
  facts: TicketFacts,
  view: (facts: TicketFacts) => TicketView,
): CouponTicketModel {
  return { campaignId, userId, issuedAt: facts.issuedAt, ...view(facts) };
}
