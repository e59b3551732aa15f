import { createBatcher, createNewest, type Newest, nextTurn } from '@rushgraph/concurrency';
import type { CampaignId, UserId } from '@rushgraph/contracts';
import { codedError } from '@rushgraph/identity';
import type { CouponQueue } from '../coupon-queue.ts';
import type { Loaders } from '../loaders.ts';
import { MOST_TICKETS } from '../show-ticket/read-tickets.ts';
import type { TicketFacts } from '../show-ticket/ticket.ts';
import { chooseDue, type QueueNews, readAgainAfter, type Waiting } from './choose-due.ts';
import type { isNews, ToldTicket } from './told-ticket.ts';

/** A ticket at one moment. */
export interface TicketNews extends ToldTicket {
  readonly campaignId: CampaignId;
  readonly userId: UserId;
  /** Of all that was read together. */
  readonly loaders: Loaders;
}

export interface WatchedCampaign {
  /** The ticket as it is now, then as it changes. Undefined for who has none. Rejects when it cannot be read. */
  watch(userId: UserId): Promise<Newest<TicketNews> | undefined>;
  /** Reads the tickets whose time has come. */
  look(): Promise<void>;
  watchers(): number;
}

export interface WatchedCampaignDeps {
  readonly campaignId: CampaignId;
  readonly queue: Pick<CouponQueue, 'findTickets' | 'view'>;
  readonly newLoaders: () => Loaders;
  /** Milliseconds on a clock that nobody sets. */
  readonly monotonic: () => number;
  readonly isNews: typeof isNews;
  readonly onLeft: () => void;
}

interface Watcher extends Waiting {
  readonly userId: UserId;
  readonly states: Newest<TicketNews>;
  told: ToldTicket | undefined;
}

interface Newcomer {
  readonly watcher: Watcher;
  readonly settle: (error?: unknown) => void;
}

/** Tickets that one look reads at most: so much a campaign costs, however many watch it. Who is late is told the newest. */
const MOST_OF_A_LOOK = 1_000;

/** Whoever watches tickets of one campaign on this instance. One look serves them all, hundreds of tickets to a round trip. */
export function createWatchedCampaign(deps: WatchedCampaignDeps): WatchedCampaign {
  const { campaignId, queue, newLoaders, monotonic, onLeft } = deps;
  const watchers = new Set<Watcher>();
  let news: QueueNews = { serving: 0, isOver: false };

  async function read(batch: readonly Watcher[]): Promise<void> {
    const asked = batch.map(({ userId, facts }) => ({ userId, known: facts }));
    const found = await queue.findTickets(campaignId, asked);
    const loaders = newLoaders();
    for (const [index, watcher] of batch.entries()) take(watcher, found[index], loaders);
  }

  function take(watcher: Watcher, facts: TicketFacts | undefined, loaders: Loaders): void {
    watcher.facts = facts;
    if (facts === undefined) {
      watcher.states.fail(noSuchTicket());
      return;
    }
    // Not the greatest that was ever seen: a queue that was lost begins anew.
    if (facts.line > 0) news = { serving: facts.serving, isOver: facts.isSoldOut || facts.isClosed };
    const view = queue.view(facts);
    watcher.dueAt = monotonic() + readAgainAfter(facts, view);
    if (!deps.isNews({ facts, view }, watcher.told)) return;
    watcher.told = { facts, view };
    watcher.states.put({ facts, view, campaignId, userId: watcher.userId, loaders });
    if (view.state !== 'WAITING') watcher.states.end();
  }

  const newcomers = createBatcher<Newcomer>({
    async work(batch) {
      let failure: unknown;
      await read(batch.map(({ watcher }) => watcher)).catch((error: unknown) => {
        failure = error;
      });
      for (const { settle } of batch) settle(failure);
    },
    fitting: () => MOST_TICKETS,
    fullAt: MOST_TICKETS,
    company: nextTurn,
  });

  return {
    watchers: () => watchers.size,
    async watch(userId) {
      const states = createNewest<TicketNews>(() => {
        watchers.delete(watcher);
        onLeft();
      });
      const watcher: Watcher = { userId, states, facts: undefined, told: undefined, dueAt: Number.POSITIVE_INFINITY };
      watchers.add(watcher);
      try {
        await new Promise<void>((resolve, reject) => {
          newcomers.add([{ watcher, settle: (error) => (error === undefined ? resolve() : reject(error)) }]);
        });
      } catch (error) {
        await states.return();
        throw error;
      }
      if (watcher.facts !== undefined) return states;
      await states.return();
      return undefined;
    },
    async look() {
      for (let left = MOST_OF_A_LOOK; left > 0; ) {
        const due = chooseDue(watchers, news, monotonic(), Math.min(left, MOST_TICKETS));
        if (due.length === 0) return;
        const before = news;
        await read(due);
        left -= due.length;
        // The queue has not moved: nobody is at their end by now who was not before.
        if (due.length < MOST_TICKETS && news.serving === before.serving && news.isOver === before.isOver) return;
      }
    },
  };
}

/** What is said to whoever has no ticket, of whatever campaign. */
export function noSuchTicket() {
  return codedError('NOT_FOUND', 'There is no such ticket.');
}
