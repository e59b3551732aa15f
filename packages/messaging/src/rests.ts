import { createGathering, createPause, type GatheringOptions, othersFirst } from '@rushgraph/concurrency';

/** The rests between fetches of what needs no transaction. */
export interface Rests {
  /** Called with the records of each part of a fetch, once they are taken; resolves when the next fetch may begin. */
  after(records: number): Promise<void>;
  /** Ends a rest that is taken because nobody listens. */
  end(): void;
}

export interface RestOptions {
  readonly gathering: Pick<GatheringOptions, 'busyPerSecond' | 'pauseMs' | 'enough'>;
  /** Whether anybody wants what is fetched. Default: always. */
  readonly isAnyWanted?: () => boolean;
  /** How long to rest while nobody does. Default 500. */
  readonly unheardMs?: number;
}

/** A fetch that brings so many costs little for each. */
const MANY = 500;
const UNHEARD_MS = 500;

/**
 * A fetch costs the broker and the client as much as some dozens of records. So each is followed by a rest: a short one while
 * many records come, and a long one while nobody wants to hear of any.
 */
export function createRests({ gathering, isAnyWanted = () => true, unheardMs = UNHEARD_MS }: RestOptions): Rests {
  const gathered = createGathering(gathering);
  let fetched = 0;
  let resting: Promise<void> | undefined;
  const unheard = createPause();

  async function rest(): Promise<void> {
    // The parts of a fetch are taken in one turn of the event loop.
    await othersFirst();
    const records = fetched;
    fetched = 0;
    if (isAnyWanted()) await gathered.after(records, MANY);
    else await unheard.take(unheardMs);
    resting = undefined;
  }

  return {
    after(records) {
      fetched += records;
      resting ??= rest();
      return resting;
    },
    end: unheard.end,
  };
}
