import { everyBeat } from '@rushgraph/concurrency';
import type { Logger } from 'pino';
import type { CouponMetrics } from '../coupon-metrics.ts';
import type { QueueCampaign } from '../queue/queue-campaign.ts';
import type { RebuildQueue } from '../rebuild-queue/rebuild-queue.ts';
import type { AdmissionOutcome, Admit, QueueFacts } from './admit.ts';
import { type Allowance, nextPace, refill, spend } from './decide-batch.ts';
import type { KeepLease, TakeLease } from './take-lease.ts';

export interface MoverSettings {
  /** Coupons a second. */
  readonly ratePerSecond: number;
  /** Issues that may wait to be written before no more are made. */
  readonly mostUnwritten: number;
  /** How long a campaign waits for a mover that has died. */
  readonly leaseMs: number;
}

export interface CampaignMoverDeps {
  readonly campaign: QueueCampaign;
  readonly takeLease: TakeLease;
  readonly keepLease: KeepLease;
  readonly admit: Admit;
  readonly rebuild: RebuildQueue;
  /** Whether the database answers: what is issued has to be written. */
  readonly isDatabaseHealthy: () => boolean;
  readonly settings: MoverSettings;
  /** Milliseconds on a clock that nobody sets. */
  readonly monotonic: () => number;
  readonly metrics: Pick<CouponMetrics, 'admitted' | 'unwritten' | 'fenced' | 'lost'>;
  readonly logger: Pick<Logger, 'warn'>;
}

/** One look at the queue: issues what may be issued now, if this instance is the one that moves it. */
export type MoveQueue = () => Promise<void>;

/** A lease with what its holder knows of the queue. */
interface Held {
  readonly token: string;
  renewedAt: number;
  serving: number;
  allowance: Allowance;
  pace: number;
  movedAt: number;
}

/** Moves the queue of one campaign. */
export function createCampaignMover(deps: CampaignMoverDeps): MoveQueue {
  const { campaign, takeLease, keepLease, admit, rebuild, isDatabaseHealthy } = deps;
  const { settings, monotonic, metrics, logger } = deps;
  let held: Held | undefined;
  /** Of all tokens: what is missing afterwards, Redis has lost. */
  let total = 0;

  async function hold(): Promise<Held | undefined> {
    const at = monotonic();
    if (held !== undefined && at - held.renewedAt < settings.leaseMs / 3) return held;
    const token = await takeLease(campaign);
    if (token === undefined) return undefined;
    if (held?.token === token) {
      held.renewedAt = at;
      return held;
    }
    const pace = settings.ratePerSecond;
    return { token, renewedAt: at, serving: 0, allowance: { left: 0, at }, pace, movedAt: at };
  }

  /**
   * To compare a large campaign takes longer than a lease lasts: others would take it over meanwhile, and begin anew, for ever.
   * One who cannot reach MySQL lets them.
   */
  async function rebuildWhileHeld(token: string): Promise<void> {
    const stop = everyBeat(settings.leaseMs / 3, () => {
      // One that fails is no matter: whoever has lost the lease is told so by the next script.
      if (isDatabaseHealthy()) void keepLease(campaign.id, token).catch(() => undefined);
    });
    try {
      await rebuild(campaign.id, token);
    } finally {
      stop();
    }
  }

  async function issueBatch(by: Held): Promise<AdmissionOutcome> {
    const { token, serving, allowance, pace } = by;
    const most = Math.floor(allowance.left);
    return admit(campaign.id, { token, serving, most, mostUnwritten: settings.mostUnwritten, pace });
  }

  /** Whether another batch may follow at once. */
  function note(by: Held, outcome: QueueFacts & { readonly kind: string }): boolean {
    const hasMoved = outcome.serving !== by.serving;
    by.serving = outcome.serving;
    by.allowance = spend(by.allowance, outcome.issued);
    metrics.admitted.inc(outcome.issued);
    metrics.unwritten.set({ campaign: campaign.id }, outcome.unwritten);
    if (outcome.total < total) {
      metrics.lost.inc(total - outcome.total);
      logger.warn(
        { campaignId: campaign.id, lost: total - outcome.total },
        'Redis lost issued coupons before they were written to MySQL',
      );
    }
    total = outcome.total;
    return hasMoved && (outcome.kind === 'MOVED' || outcome.kind === 'ADMITTED') && by.allowance.left >= 1;
  }

  return async () => {
    held = await hold();
    if (held === undefined) return;
    const { token } = held;
    const startedAt = monotonic();
    held.allowance = refill(held.allowance, startedAt, settings.ratePerSecond, isDatabaseHealthy());
    let issued = 0;
    for (let goesOn = true; goesOn; ) {
      const outcome = await issueBatch(held);
      switch (outcome.kind) {
        case 'FENCED':
          metrics.fenced.inc();
          held = undefined;
          return;
        case 'SHUT':
          if (isDatabaseHealthy()) await rebuildWhileHeld(token);
          return;
        default:
          goesOn = note(held, outcome);
          issued += outcome.issued;
      }
    }
    if (issued > 0) held.pace = nextPace(held.pace, issued, startedAt - held.movedAt);
    held.movedAt = startedAt;
  };
}
