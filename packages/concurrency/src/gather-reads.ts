import { createBatcher, nextTurn } from './batcher.ts';
import { CallerGone, type CallersTime, callersTime, forCaller } from './callers-time.ts';
import { withinLimit } from './time-limit.ts';

export interface GatherOptions {
  /** Reads under way at the same time; whoever comes then is gathered for the next one. Default 2. */
  readonly mostInFlight?: number;
  /** Keys of one read, unless one caller alone asks for more. Default 500. */
  readonly mostKeys?: number;
}

interface Asking<Key, Row> {
  readonly keys: readonly Key[];
  readonly time: CallersTime | undefined;
  readonly resolve: (rows: ReadonlyMap<Key, Row>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The same read, made once for all callers who ask in one turn of the event loop or while earlier reads are under way. A
 * read begins after all its callers have asked, so each sees what was there when it asked, or later. The rows are of all
 * of them, and the same map: a caller takes out its own. Let `find` give them as they are stored, and whoever asked make
 * its own of them, so that a row that means nothing fails for nobody else.
 *
 * Each caller waits as long as it has said (`forCaller`), also while it is not yet its turn, and is then told CallerGone.
 * The read goes on for the others until nobody of them waits any more; when the store fails it, it fails for all of them.
 */
export function gatherReads<Key, Row>(
  find: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Row>>,
  { mostInFlight = 2, mostKeys = 500 }: GatherOptions = {},
): (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Row>> {
  const batcher = createBatcher<Asking<Key, Row>>({
    work: read,
    fitting: (waiting) => fitting(waiting, mostKeys),
    fullAt: mostKeys,
    company: nextTurn,
    maxInFlight: mostInFlight,
  });

  async function read(all: readonly Asking<Key, Row>[]): Promise<void> {
    const askers = all.filter(stays);
    if (askers.length === 0) return;
    const keys = [...new Set(askers.flatMap((asker) => asker.keys))];
    try {
      const rows = await forLongest(askers, () => find(keys));
      for (const { resolve } of askers) resolve(rows);
    } catch (error) {
      for (const { reject } of askers) reject(error);
    }
  }

  return (keys) => {
    const time = callersTime();
    const { promise, resolve, reject } = Promise.withResolvers<ReadonlyMap<Key, Row>>();
    batcher.add([{ keys, time, resolve, reject }]);
    if (time === undefined) return promise;
    return withinLimit(
      time.leftMs(),
      () => promise,
      () => new CallerGone(),
    );
  };
}

/** Whoever has left meanwhile is told so, and nothing is read for them. */
function stays<Key, Row>({ time, reject }: Asking<Key, Row>): boolean {
  if (time === undefined || time.leftMs() > 0) return true;
  reject(new CallerGone());
  return false;
}

/** Work that is for all of them is bounded by the one who waits longest. */
function forLongest<T>(askers: readonly { readonly time: CallersTime | undefined }[], work: () => T): T {
  const times = askers.flatMap(({ time }) => time ?? []);
  if (times.length < askers.length) return work();
  return forCaller({ leftMs: () => Math.max(...times.map((time) => time.leftMs())) }, work);
}

function fitting(waiting: readonly { readonly keys: readonly unknown[] }[], mostKeys: number): number {
  let keys = 0;
  const index = waiting.findIndex((asker) => {
    keys += asker.keys.length;
    return keys > mostKeys;
  });
  return index < 0 ? waiting.length : index;
}
