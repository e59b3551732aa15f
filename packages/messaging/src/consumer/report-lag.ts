import type { Logger } from 'pino';
import type { ConsumerMetrics } from './consumer-metrics.ts';
import type { Behind } from './consumer-options.ts';
import type { Positions } from './positions.ts';
import type { Assigned } from './replica.ts';
import type { Bounds, SharedAdmin } from './shared-admin.ts';

interface LagOptions {
  readonly topics: readonly string[];
  readonly assigned: () => Assigned;
  readonly positions: Pick<Positions, 'known'>;
  readonly boundsOf: SharedAdmin['boundsOf'];
  readonly measure: Pick<ConsumerMetrics, 'lag' | 'noLag'>;
  readonly everyMs: number;
  readonly now: () => Date;
  readonly logger: Pick<Logger, 'debug'>;
}

export interface LagReport {
  /** What was measured last; undefined before the first time. */
  latest(): Behind | undefined;
  stop(): void;
}

/**
 * Measures again and again how far the group is behind the ends of its partitions. On a timer, because a consumer that
 * cannot write takes no step that could tell.
 */
export function reportLag(options: LagOptions): LagReport {
  const { topics, assigned, positions, boundsOf, measure, everyMs, now: clock, logger } = options;
  let told = new Map<string, { readonly topic: string; readonly partition: number }>();
  let latest: Behind | undefined;
  let stopped = false;
  let timer = setTimeout(run, everyMs);
  timer.unref();

  async function measureAll(): Promise<void> {
    const now = new Map<string, { readonly topic: string; readonly partition: number }>();
    const behind: Record<string, number> = {};
    for (const topic of topics) {
      const mine = assigned()[topic] ?? [];
      if (mine.length === 0) continue;
      const bounds = await boundsOf(topic);
      for (const partition of mine) {
        const [position, range] = [positions.known(topic, partition), bounds.get(partition)];
        if (position === undefined || range === undefined) continue;
        const lag = lagOf(position.next, range);
        measure.lag(topic, partition, lag);
        if (lag > 0n) behind[topic] = (behind[topic] ?? 0) + Number(lag);
        now.set(`${topic}/${partition}`, { topic, partition });
      }
    }
    // The lag of a partition that another member has now is told by that one.
    for (const [at, { topic, partition }] of told) if (!now.has(at)) measure.noLag(topic, partition);
    told = now;
    const records = Object.values(behind).reduce((sum, one) => sum + one, 0);
    latest = { records, topics: behind, measuredAt: clock() };
  }

  function run(): void {
    measureAll()
      .catch((error: unknown) => logger.debug({ err: error }, 'could not measure the consumer lag'))
      .finally(() => {
        if (stopped) return;
        timer = setTimeout(run, everyMs);
        timer.unref();
      });
  }

  return {
    latest: () => latest,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

function lagOf(next: bigint, { low, high }: Bounds): bigint {
  if (next >= high) return 0n;
  return next < low ? high - low : high - next;
}
