import { setTimeout as pause } from 'node:timers/promises';
import { isStoreAtFault } from '@rushgraph/database';
import type { Logger } from 'pino';
import type { Campaign } from '../campaign.ts';
import type { CouponMetrics } from '../coupon-metrics.ts';
import type { IssueStream, Refused } from './issue-stream.ts';
import { contentOf, type Entry, fieldsOf, type Issue, MOST_IN_ENTRY, parseEntry } from './parse-entry.ts';
import { StaleEpoch, type WriteIssues } from './write-issues.ts';

export interface CampaignWriterDeps {
  readonly campaign: Campaign;
  readonly stream: IssueStream;
  readonly write: WriteIssues;
  /** Runs work on the database through its breaker. */
  readonly guarded: <T>(work: () => Promise<T>) => Promise<T>;
  readonly isDatabaseHealthy: () => boolean;
  readonly monotonic: () => number;
  readonly metrics: Pick<CouponMetrics, 'written' | 'buried'>;
  readonly logger: Pick<Logger, 'error' | 'warn'>;
  /** Entries that nobody has settled for so long belong to a writer that died. */
  readonly claimAfterMs: number;
  readonly hasStopped: () => boolean;
}

/** Writes what is next in the stream. True when there may be more. */
export type WriteNext = () => Promise<boolean>;

/** Issues in a transaction. */
const BATCH = 500;
/** Entries that are read at once. */
const ENTRIES = BATCH / MOST_IN_ENTRY;
/** An entry that was handed out more often than this, to writers that did not survive it, is not tried again. */
const MOST_DELIVERIES = 10;
const RETRY_MS = 200;

type Read = { readonly entry: Entry; readonly issue: Issue };
type Rejected = Refused & { readonly entry: Entry };

/** One of the writers of a campaign: reads in batches, writes each in a transaction, acknowledges what is committed. */
export function createCampaignWriter(deps: CampaignWriterDeps): WriteNext {
  const { campaign, stream, write, guarded, isDatabaseHealthy, monotonic, metrics, logger, claimAfterMs, hasStopped } =
    deps;
  /** Until everything that this writer was given before is settled. */
  let isRecovering = true;
  let staleEpoch: number | undefined;
  let claimAt = 0;

  async function next(): Promise<Entry[]> {
    if (isRecovering) {
      const own = await stream.readOwn(ENTRIES);
      if (own.length > 0) return suspects(own);
      isRecovering = false;
    }
    if (isDatabaseHealthy() && monotonic() >= claimAt) {
      const left = await stream.claim(ENTRIES, claimAfterMs);
      if (left.length > 0) return suspects(left);
      claimAt = monotonic() + claimAfterMs / 3;
    }
    return stream.readNew(ENTRIES);
  }

  /** Of entries that somebody has failed with: those that are worth another try. */
  async function suspects(entries: readonly Entry[]): Promise<Entry[]> {
    const deliveries = await stream.deliveries(entries);
    const worth: Entry[] = [];
    for (const entry of entries) {
      if ((deliveries.get(entry.id) ?? 0) <= MOST_DELIVERIES) worth.push(entry);
      else await buryAll(entry, `handed out ${deliveries.get(entry.id)} times without being written`);
    }
    return worth;
  }

  const buryAll = (entry: Entry, reason: string) => bury(entry, [{ reason, fields: contentOf(entry) }]);

  async function bury(entry: Entry, refused: readonly Refused[]): Promise<void> {
    if (!(await stream.bury(entry, refused))) return;
    metrics.buried.inc(refused.length);
    for (const { reason } of refused)
      logger.error(
        { campaignId: campaign.id, entry: entry.id, reason },
        'could not write an issued coupon; it was set aside with its reason',
      );
  }

  /** Writes what can be written, and answers what cannot: all are halved until that is known. */
  async function writeAll(read: readonly Read[], epoch: number): Promise<readonly Rejected[]> {
    if (read.length === 0) return [];
    try {
      metrics.written.inc(await patiently(read, epoch));
      return [];
    } catch (error) {
      if (error instanceof StaleEpoch || hasStopped()) throw error;
      const [only] = read;
      if (read.length === 1 && only !== undefined)
        return [{ entry: only.entry, reason: reasonOf(error), fields: fieldsOf(only.issue) }];
      const half = Math.ceil(read.length / 2);
      const earlier = await writeAll(read.slice(0, half), epoch);
      return [...earlier, ...(await writeAll(read.slice(half), epoch))];
    }
  }

  /** Once all issues of an entry are written or set aside, it is settled: what is tried again before that is found in MySQL. */
  async function settle(read: readonly Read[], epoch: number): Promise<void> {
    const rejected = Map.groupBy(await writeAll(read, epoch), ({ entry }) => entry);
    const entries = new Set(read.map(({ entry }) => entry));
    await stream.acknowledge([...entries].filter((entry) => !rejected.has(entry)));
    for (const [entry, refused] of rejected) await bury(entry, refused);
  }

  /** While the database is away the batch is kept here: to read it again would count as another delivery. */
  async function patiently(read: readonly Read[], epoch: number): Promise<number> {
    const issues = read.map(({ issue }) => issue);
    for (;;) {
      try {
        return await guarded(() => write(campaign, epoch, issues));
      } catch (error) {
        if (hasStopped() || !isAway(error)) throw error;
        await pause(RETRY_MS);
      }
    }
  }

  return async () => {
    const epoch = await stream.epoch();
    if (epoch === undefined || epoch === staleEpoch) return false;
    const entries = await next();
    const read: Read[] = [];
    for (const entry of entries) {
      const issues = parseEntry(entry);
      if (issues === undefined) await buryAll(entry, 'not an issue that this version understands');
      else for (const issue of issues) read.push({ entry, issue });
    }
    try {
      await settle(read, epoch);
    } catch (error) {
      isRecovering = true;
      if (!(error instanceof StaleEpoch)) throw error;
      staleEpoch = epoch;
      return false;
    }
    return entries.length > 0;
  };
}

/** Nothing is wrong with the batch: the database cannot be used, or its breaker is open. */
function isAway(error: unknown): boolean {
  return isStoreAtFault(error) || (error instanceof Error && error.name === 'ResilienceError');
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 500) : String(error);
}
