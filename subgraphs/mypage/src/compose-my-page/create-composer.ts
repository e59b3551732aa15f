import { BriefMap, forNobody } from '@rushgraph/concurrency';
import type { MyPageComposed } from '@rushgraph/contracts';
import { codedError, type UserViewer } from '@rushgraph/identity';
import type { Logger, Metrics } from '@rushgraph/service';
import DataLoader from 'dataloader';
import { emptyDocument, foldMyPage } from '../fold-my-page/fold-my-page.ts';
import { toldByComposing } from '../fold-my-page/happening.ts';
import { type MyPageDocument, type Part, parts } from '../fold-my-page/my-page-document.ts';
import type { MyPageStore } from '../store-my-page/my-page-store.ts';
import type { AskOwners } from './ask-owners.ts';
import { type Composed, composeParts, wholeParts } from './compose-parts.ts';

export interface FilledPage {
  /** Null when the account is gone. */
  readonly page: MyPageDocument | null;
  /** Parts that were asked from their owners. */
  readonly composed: readonly Part[];
  /** Of these, the ones that are shown and cannot be counted. */
  readonly uncounted: ReadonlySet<Part>;
}

export interface ComposerDeps {
  readonly ask: AskOwners;
  readonly store: Pick<MyPageStore, 'load' | 'claim' | 'release'>;
  /** Hands what was composed to the one writer of pages. */
  readonly handOver: (composed: MyPageComposed) => Promise<void>;
  /** Waits for so many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly now: () => Date;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export interface Composer {
  /**
   * Fills what a page lacks from the owners; `null` is a page that nobody has seen. Readers of one customer share one
   * composing, and nobody gets less than the page that they have read. Throws SUBGRAPH_UNAVAILABLE when there is nothing to
   * show and the profile cannot be had.
   */
  fill(viewer: UserViewer, page: MyPageDocument | null): Promise<FilledPage>;
}

/** What several readers fill their pages from. */
interface Filling {
  /** The newest page that composing has seen. */
  readonly page: MyPageDocument;
  /** What that page lacked; null when it lacked nothing. */
  readonly composed: Composed | null;
}

/** Whoever has claimed a page has so long to compose it before others do. */
const CLAIM_MS = 1_000;
const LOOK_AGAIN_MS = 50;

/** Composing for readers: once per instance at a time, and once in all within a second. A reader never writes a page. */
export function createComposer({ ask, store, handOver, pause, now, logger, metrics }: ComposerDeps): Composer {
  const composings = metrics.counter('mypage_composings_total', 'Pages composed from their owners', ['outcome']);
  const failures = metrics.counter('mypage_composing_failures_total', 'Parts that an owner did not answer', ['part']);
  const lost = metrics.counter(
    'mypage_handovers_failed_total',
    'Composed pages that could not be handed to the writer',
  );

  /** Claims of all customers whose pages are missing in one turn are one command. */
  const claims = new DataLoader<string, boolean>(
    async (ids) => {
      const claimed = await store.claim(ids, now(), CLAIM_MS);
      return ids.map((id) => claimed.has(id));
    },
    { cache: false },
  );
  const underWay = new BriefMap<string, Promise<Filling>>();

  async function compose(viewer: UserViewer, found: MyPageDocument | null, isMine: boolean): Promise<Filling> {
    const page = found ?? emptyDocument(viewer.id);
    const missing = missingParts(page);
    const composed = await composeParts(ask, viewer, new Set(missing), now);
    note(composed);
    const whole = isNobodyKnown(composed, missing) ? undefined : wholeParts(composed);
    // A claim is kept while the writer is on its way; what it will not complete the next reader may ask for at once.
    const isComplete = composed.failures.size === 0 && composed.cut.size === 0;
    if (isMine && whole !== undefined) void hand(whole);
    if (isMine && (whole === undefined || !isComplete)) await release(viewer.id);
    return { page, composed };
  }

  function note(composed: Composed): void {
    composings.inc({ outcome: composed.failures.size === 0 ? 'whole' : 'partial' });
    for (const [part, error] of composed.failures) {
      failures.inc({ part });
      logger.warn({ err: error, part }, 'could not fetch a part of a page from the service that owns it');
    }
  }

  async function hand(whole: MyPageComposed): Promise<void> {
    try {
      await handOver(whole);
    } catch (error) {
      lost.inc();
      logger.warn({ err: error }, 'could not hand over a composed page; the next reader will compose it again');
    }
  }

  async function release(id: string): Promise<void> {
    await withoutStore(() => store.release([id]));
  }

  /** Undefined when the store is away: then every instance composes for itself, and nobody waits. */
  async function withoutStore<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      logger.warn({ err: error }, 'the page store did not answer');
      return undefined;
    }
  }

  async function composeOnce(viewer: UserViewer, page: MyPageDocument | null): Promise<Filling> {
    for (let waited = 0; waited <= CLAIM_MS; waited += LOOK_AGAIN_MS) {
      const claimed = await withoutStore(() => claims.load(viewer.id));
      if (claimed === undefined) return compose(viewer, page, false);
      // Also after claiming: the last claim may have ended because the page was written since it was read.
      const written = await withoutStore(() => store.load(viewer.id));
      if (written && missingParts(written).length === 0) {
        if (claimed) await release(viewer.id);
        return { page: written, composed: null };
      }
      if (claimed) return compose(viewer, written ?? page, true);
      await pause(LOOK_AGAIN_MS);
    }
    return compose(viewer, page, false);
  }

  return {
    async fill(viewer, page) {
      if (page !== null && (page.isErased || missingParts(page).length === 0)) return asItIs(page);
      const shared = underWay.get(viewer.id);
      if (shared !== undefined) return filledFrom(await shared, page);
      // It is for all who come meanwhile, and for the writer: whoever came first may leave.
      const composing = forNobody(() => composeOnce(viewer, page)).finally(() => underWay.delete(viewer.id));
      underWay.set(viewer.id, composing);
      return filledFrom(await composing, page);
    },
  };
}

function asItIs(page: MyPageDocument): FilledPage {
  return { page: page.isErased ? null : page, composed: [], uncounted: new Set() };
}

/** Of the reader's page and the one that composing has seen, that which was written later, with what it lacks. */
function filledFrom({ page, composed }: Filling, read: MyPageDocument | null): FilledPage {
  const newest = read !== null && read.revision > page.revision ? read : page;
  const lacking = missingParts(newest);
  if (composed === null || lacking.length === 0) return asItIs(newest);
  if (composed.isGone) return { page: null, composed: ['profile'], uncounted: new Set() };
  if (isNobodyKnown(composed, lacking)) {
    throw codedError('SUBGRAPH_UNAVAILABLE', 'Your page is not ready, and your account cannot be looked up.', {
      service: 'user',
    });
  }
  const told = toldByComposing(composed.shown);
  const of = <P extends Part>(part: P) => (lacking.includes(part) ? told[part] : null);
  return {
    page: foldMyPage(
      newest,
      { ...told, profile: of('profile'), orders: of('orders'), coupons: of('coupons') },
      () => false,
    ),
    composed: lacking.filter((part) => told[part] !== null),
    uncounted: new Set(lacking.filter((part) => composed.cut.has(part))),
  };
}

/** Whether a page has nothing, and not even whose it is can be had. */
function isNobodyKnown({ failures }: Composed, missing: readonly Part[]): boolean {
  return failures.has('profile') && missing.length === parts.length;
}

/** Parts of which nothing is known. */
export function missingParts(page: MyPageDocument): readonly Part[] {
  return page.isErased ? [] : parts.filter((part) => page.asOf[part] === null);
}
