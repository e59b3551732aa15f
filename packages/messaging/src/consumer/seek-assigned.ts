import type { Logger } from 'pino';
import { OffsetUnreachable, type Positions } from './positions.ts';
import type { Assigned } from './replica.ts';
import type { SharedAdmin } from './shared-admin.ts';

interface SeekOptions {
  readonly topics: readonly string[];
  readonly positions: Pick<Positions, 'seekToStore'>;
  readonly boundsOf: SharedAdmin['boundsOf'];
  readonly logger: Pick<Logger, 'warn'>;
  readonly onFatal: (error: unknown) => void;
  /** Whether the assignment still holds. */
  readonly isCurrent: () => boolean;
}

/** The store says where to go on, not Kafka: also on a partition that is idle, where no batch would make us look. */
export async function seekAssigned(assigned: Assigned, options: SeekOptions): Promise<void> {
  const { topics, positions, boundsOf, logger, onFatal, isCurrent } = options;
  for (const topic of topics) {
    const mine = assigned[topic] ?? [];
    if (mine.length === 0) continue;
    try {
      const bounds = await boundsOf(topic);
      for (const partition of mine) {
        if (!isCurrent()) return;
        await positions.seekToStore(topic, partition, bounds.get(partition));
      }
    } catch (error) {
      if (!isCurrent()) return;
      if (error instanceof OffsetUnreachable) onFatal(error);
      // The first batch looks again, and backs off while the store is away.
      else logger.warn({ err: error, topic }, 'could not read the stored offsets');
    }
  }
}
