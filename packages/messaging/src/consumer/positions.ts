import type { Fetched } from './fetched.ts';
import type { Progress } from './progress.ts';
import type { Bounds, SharedAdmin } from './shared-admin.ts';

/** Where a group is on a partition. */
export interface Position {
  /** The next offset to take effect. */
  next: bigint;
  /** When Kafka was last told, in milliseconds of a clock that only goes forward. */
  committedAt: number;
  /** The offset that was last sought because a batch began behind it. */
  sought: bigint | null;
}

/** The offset where the group is cannot be read any more. Going on would pass over records, so the process must not. */
export class OffsetUnreachable extends Error {
  override readonly name = 'OffsetUnreachable';
}

export interface Positions {
  /**
   * Where the group is, if this batch begins there or before: then it may be taken from there on. Undefined when the batch
   * is of another place; what belongs there has been sought. Throws OffsetUnreachable, or as the store does.
   */
  of(fetched: Fetched): Promise<Position | undefined>;
  known(topic: string, partition: number): Position | undefined;
  /** Asks the store where the group is on a partition that was just assigned, so that fetching goes on there. */
  seekToStore(topic: string, partition: number, bounds: Bounds | undefined): Promise<void>;
  /** The store is to be asked again. */
  forget(topic: string, partition: number): void;
  forgetAll(): void;
}

export interface PositionsOptions {
  readonly group: string;
  readonly progress: Pick<Progress<unknown>, 'load' | 'reached'>;
  readonly boundsOf: SharedAdmin['boundsOf'];
  readonly seek: (topic: string, partition: number, offset: bigint) => void;
}

/** The store says where a group is, not Kafka and not the batch in hand. */
export function createPositions({ group, progress, boundsOf, seek }: PositionsOptions): Positions {
  const positions = new Map<string, Position>();
  const nameOf = (topic: string, partition: number) => `${topic}/${partition}`;

  async function locate({ topic, partition, from }: Fetched): Promise<Position> {
    const stored = await progress.load(topic, partition);
    const position = { next: stored ?? from, committedAt: 0, sought: null };
    positions.set(nameOf(topic, partition), position);
    return position;
  }

  /** The batch begins behind the position, or lies before it as a whole. */
  async function realign(position: Position, { topic, partition, from, end }: Fetched): Promise<Position | undefined> {
    const { next } = position;
    if (from > next && position.sought !== next) {
      // The store may have forgotten what was done (a backup was restored): what lies between is to be taken again.
      position.sought = next;
      seek(topic, partition, next);
      return undefined;
    }
    const bounds = await currentBounds(topic, partition);
    const stored = isReachable(next, bounds) ? next : ((await progress.load(topic, partition)) ?? next);
    if (stored !== next) {
      // Another member has gone further since we asked: nothing was passed over, and nothing was made anew.
      positions.delete(nameOf(topic, partition));
      seek(topic, partition, stored);
      return undefined;
    }
    verifyReachable(topic, partition, next, bounds);
    // Sought once already, and again there is nothing before the batch: compaction has left a gap.
    if (from > next) return position;
    // The batch was fetched before another member went further: `end` is an old end.
    if (next > end) seek(topic, partition, next);
    return undefined;
  }

  async function currentBounds(topic: string, partition: number): Promise<Bounds> {
    const bounds = (await boundsOf(topic)).get(partition);
    if (bounds === undefined) throw new OffsetUnreachable(`${nameOf(topic, partition)} does not exist`);
    return bounds;
  }

  function verifyReachable(topic: string, partition: number, next: bigint, { low, high }: Bounds): void {
    const at = nameOf(topic, partition);
    if (next > high) {
      throw new OffsetUnreachable(
        `${group} is at offset ${next} of ${at}, which ends at ${high}: the topic was deleted and made anew, or has lost records. To begin with what is there, delete what the group has stored for ${at}`,
      );
    }
    if (!isReachable(next, { low, high })) {
      throw new OffsetUnreachable(
        `${group} is at offset ${next} of ${at}, which begins at ${low}: ${low - next} records were deleted before they were read, because retention.ms or retention.bytes of the topic is too small for so long a pause. To go on without them, store ${low} as the group's offset`,
      );
    }
  }

  return {
    async of(fetched) {
      const position = positions.get(nameOf(fetched.topic, fetched.partition)) ?? (await locate(fetched));
      if (fetched.from <= position.next && position.next <= fetched.end) return position;
      return realign(position, fetched);
    },
    known: (topic, partition) => positions.get(nameOf(topic, partition)),
    async seekToStore(topic, partition, bounds) {
      const [stored, reached] = [await progress.load(topic, partition), await progress.reached?.(topic, partition)];
      // Kafka forgets with a topic where its groups were; the store of the effect does not.
      const furthest = stored ?? reached ?? 0n;
      const lowest = stored === null ? { low: 0n } : {};
      if (bounds !== undefined && !isReachable(furthest, { ...bounds, ...lowest })) {
        // Asked before the store was, they may be older than what it says.
        verifyReachable(topic, partition, furthest, { ...(await currentBounds(topic, partition)), ...lowest });
      }
      const at = nameOf(topic, partition);
      if (stored === null || positions.has(at)) return;
      positions.set(at, { next: stored, committedAt: 0, sought: null });
      seek(topic, partition, stored);
    },
    forget(topic, partition) {
      positions.delete(nameOf(topic, partition));
    },
    forgetAll: () => positions.clear(),
  };
}

/** Who is at the very beginning has never been here, and begins with what there is. */
function isReachable(next: bigint, { low, high }: Bounds): boolean {
  return next <= high && (next >= low || next === 0n);
}
