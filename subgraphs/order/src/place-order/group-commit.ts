import { afterMilliseconds, createBatcher, createGathering, type GatheringOptions } from '@rushgraph/concurrency';

/** Coalesces concurrent requests into groups, so that many share one transaction. */
interface GroupCommit<Request, Result> {
  /** The result of this request once its group is committed, or null when the queue is full. */
  submit(request: Request): Promise<Result> | null;
  /** Those that wait for a group get this error instead; nothing of them was tried. */
  rejectQueued(error: unknown): void;
  /** Commits what is queued and waits for it; later requests are not taken. */
  stop(): Promise<void>;
}

export interface GroupCommitOptions<Request, Result> {
  /** Commits all or throws having changed nothing; one result per request, in order. */
  readonly commit: (group: readonly Request[]) => Promise<readonly Result[]>;
  /** Whether the fault may lie in one request, so that the others are worth trying without it. */
  readonly mayBeOneRequest: (error: unknown) => boolean;
  readonly settings: GroupSettings;
}

export interface GroupSettings {
  /** How long the first request of a group waits for company. */
  readonly groupWaitMs: number;
  readonly maxGroup: number;
  /** Requests waiting to be in a group; more are refused. */
  readonly maxQueued: number;
  /** Groups being committed at the same time. */
  readonly maxInFlight: number;
  /** When requests gather after a group, until the next one takes its place. Default: never. */
  readonly gathering?: Pick<GatheringOptions, 'busyPerSecond' | 'pauseMs' | 'pause'>;
}

interface Waiting<Request, Result> {
  readonly request: Request;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** Where requests gather, a group goes beside another only when that one lasts so long: it may wait for a lock (ADR 95). */
const OVERTAKE_MS = 50;
/** A group of so many costs each of them little as it is. */
const LARGE_GROUP = 16;

/**
 * Groups requests by time and size. A group leaves `groupWaitMs` after its first request, when it is full, or as soon as an
 * earlier one is done and has been followed by a pause for gathering; where requests gather, groups seldom go side by side.
 * When a group fails for a reason that may lie in one request it is halved until that one is alone.
 */
export function createGroupCommit<Request, Result>({
  commit,
  mayBeOneRequest,
  settings: { groupWaitMs, maxGroup, maxQueued, maxInFlight, gathering: whenToGather },
}: GroupCommitOptions<Request, Result>): GroupCommit<Request, Result> {
  let stopped = false;
  const gathering = whenToGather && createGathering(whenToGather);
  let underWay = 0;
  const batcher = createBatcher<Waiting<Request, Result>>({
    async work(group) {
      underWay += 1;
      await settle(group);
      if (!stopped) await gathering?.after(group.length, 2 * LARGE_GROUP);
      underWay -= 1;
    },
    fitting: () => maxGroup,
    fullAt: maxGroup,
    company: (leave) => afterMilliseconds(gathering && underWay > 0 ? OVERTAKE_MS : groupWaitMs)(leave),
    maxInFlight,
    // Otherwise one commit that lasts long would make small groups go side by side for as long as orders come.
    waitsBesideOthers: gathering !== undefined,
  });

  async function settle(group: readonly Waiting<Request, Result>[]): Promise<void> {
    let results: readonly Result[];
    try {
      results = await commit(group.map(({ request }) => request));
      if (results.length !== group.length) throw new Error('A group commit must answer every request');
    } catch (error) {
      if (group.length > 1 && mayBeOneRequest(error)) {
        const middle = Math.ceil(group.length / 2);
        await settle(group.slice(0, middle));
        await settle(group.slice(middle));
      } else {
        for (const { reject } of group) reject(error);
      }
      return;
    }
    for (const [index, result] of results.entries()) group[index]?.resolve(result);
  }

  return {
    submit(request) {
      if (stopped || batcher.waiting() >= maxQueued) return null;
      return new Promise((resolve, reject) => batcher.add([{ request, resolve, reject }]));
    },
    rejectQueued(error) {
      for (const { reject } of batcher.remove(() => true)) reject(error);
    },
    async stop() {
      stopped = true;
      await batcher.drain();
    },
  };
}
