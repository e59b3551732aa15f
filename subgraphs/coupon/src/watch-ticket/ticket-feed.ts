import type { CampaignId, UserId } from '@rushgraph/contracts';
import type { Logger, Metrics, Repeated } from '@rushgraph/service';
import type { CouponQueue } from '../coupon-queue.ts';
import type { Loaders } from '../loaders.ts';
import { createRepeat } from '../repeat.ts';
import { isNews } from './told-ticket.ts';
import { createWatchedCampaign, type TicketNews, type WatchedCampaign } from './watched-campaign.ts';

export interface TicketFeed {
  /**
   * A customer's ticket as it is now, then as it changes; over when it is ISSUED, SOLD_OUT or CLOSED. Undefined for who has
   * none. A reader that is slow gets the newest. Rejects when it cannot be read.
   */
  watch(campaignId: CampaignId, userId: UserId): Promise<AsyncIterableIterator<TicketNews> | undefined>;
  /** No queue is looked at afterwards. */
  stop(): Promise<void>;
}

export interface TicketFeedDeps {
  readonly queue: Pick<CouponQueue, 'findTickets' | 'view'>;
  /** Loaders for what is told of one look. */
  readonly newLoaders: () => Loaders;
  /** From the end of one look at a queue to the next. */
  readonly lookMs: number;
  readonly monotonic: () => number;
  /** For a test that shows what the guard is for. */
  readonly isNews?: typeof isNews;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Whoever watches tickets on this process. Where tickets are is in Redis, so any instance serves any customer. */
export function createTicketFeed(deps: TicketFeedDeps): TicketFeed {
  const { lookMs, logger, metrics } = deps;
  const repeat = createRepeat(logger);
  const campaigns = new Map<CampaignId, { readonly watched: WatchedCampaign; readonly looking: Repeated }>();
  const ending = new Set<Promise<void>>();
  const watchers = metrics.gauge('coupon_ticket_watchers', 'Customers that follow a ticket on this instance');

  function end(campaignId: CampaignId): void {
    const ended = campaigns.get(campaignId)?.looking.stop();
    campaigns.delete(campaignId);
    if (ended === undefined) return;
    ending.add(ended);
    void ended.then(() => ending.delete(ended));
  }

  function begin(campaignId: CampaignId): WatchedCampaign {
    const watched = createWatchedCampaign({
      isNews,
      ...deps,
      campaignId,
      onLeft() {
        watchers.dec();
        if (watched.watchers() === 0) end(campaignId);
      },
    });
    const looking = repeat('watch-tickets', lookMs, async () => {
      await watched.look();
      return false;
    });
    campaigns.set(campaignId, { watched, looking });
    return watched;
  }

  return {
    watch(campaignId, userId) {
      watchers.inc();
      return (campaigns.get(campaignId)?.watched ?? begin(campaignId)).watch(userId);
    },
    async stop() {
      for (const campaignId of campaigns.keys()) end(campaignId);
      await Promise.all(ending);
    },
  };
}
