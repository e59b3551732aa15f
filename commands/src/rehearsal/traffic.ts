import { setTimeout as pause } from 'node:timers/promises';

/** Something that clients do all the time. */
export interface Activity {
  readonly name: string;
  /** Asks the graph for it; resolves when the answer is as it must be. */
  readonly run: () => Promise<void>;
}

export interface TrafficCounts {
  readonly answered: number;
  readonly failed: number;
  /** How often each activity was answered. */
  readonly byActivity: Readonly<Record<string, number>>;
  /** The first failures, in words. */
  readonly reasons: readonly string[];
}

export interface Traffic {
  counts(): TrafficCounts;
  /** From now on clients do this, too. */
  begin(activity: Activity): void;
  /** Nobody does it any more: resolves when the last answer is there. */
  end(name: string): Promise<void>;
  stop(): Promise<void>;
}

const CLIENTS = 8;
/** Between an answer and the next request of the same client. */
const THINK_MS = 20;
const MOST_REASONS = 3;

/** Clients that do all of this in turn, one request after the other. Every failure counts; nothing is sent again. */
export function startTraffic(activities: readonly Activity[]): Traffic {
  let current = [...activities];
  let stopped = false;
  const underWay = new Map<Promise<void>, string>();
  const counts = { answered: 0, failed: 0, byActivity: new Map<string, number>(), reasons: new Set<string>() };

  async function perform({ name, run }: Activity): Promise<void> {
    try {
      await run();
      counts.answered++;
      counts.byActivity.set(name, (counts.byActivity.get(name) ?? 0) + 1);
    } catch (error) {
      counts.failed++;
      if (counts.reasons.size < MOST_REASONS)
        counts.reasons.add(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async function client(first: number): Promise<void> {
    for (let turn = first; !stopped; turn++) {
      const activity = current[turn % current.length];
      if (activity !== undefined) {
        const performed = perform(activity);
        underWay.set(performed, activity.name);
        await performed;
        underWay.delete(performed);
      }
      await pause(THINK_MS);
    }
  }

  const clients = Array.from({ length: CLIENTS }, (_, index) => client(index));
  return {
    counts: () => ({
      answered: counts.answered,
      failed: counts.failed,
      byActivity: Object.fromEntries(counts.byActivity),
      reasons: [...counts.reasons],
    }),
    begin(activity) {
      current = [...current, activity];
    },
    async end(name) {
      current = current.filter((activity) => activity.name !== name);
      await Promise.all([...underWay].flatMap(([performed, activity]) => (activity === name ? [performed] : [])));
    },
    async stop() {
      stopped = true;
      await Promise.all(clients);
    },
  };
}
