import type { Database } from '@rushgraph/database';
import { type EventDefinition, event, type NewEvent, type Outbox } from '@rushgraph/messaging';
import { evenly } from '../harness/evenly.ts';
import { inParallel } from '../harness/in-parallel.ts';

/** Transactions under way at once; each writer has keys of its own, so the events of a key are recorded in order. */
const WRITERS = 4;
const KEYS_OF_A_WRITER = 500;
/** What a group of orders that are placed together records. */
export const EVENTS_OF_A_TRANSACTION = 50;
/** With it a payload is about as long as that of an order of two lines. */
const FILLER = 'x'.repeat(160);

export interface Ticked {
  readonly key: string;
  /** 1, 2, 3 … for each key. */
  readonly sequence: number;
  readonly filler: string;
}

export const ticked: EventDefinition<Ticked> = {
  type: 'bench.ticked.v1',
  topic: 'bench.ticked.v1',
  schema: { parse: parseTicked },
  key: ({ key }) => key,
};

/** Reads an event back. */
export function parseTicked(value: unknown): Ticked {
  if (typeof value === 'object' && value !== null && 'key' in value && 'sequence' in value && 'filler' in value) {
    const { key, sequence, filler } = value;
    if (typeof key === 'string' && typeof sequence === 'number' && typeof filler === 'string') {
      return { key, sequence, filler };
    }
  }
  throw new Error('This is no event of the benchmark');
}

export interface Recorder {
  /** Records so many events as fast as it can. */
  record(events: number): Promise<void>;
  /** Records so many events at an even rate, whether or not earlier transactions are done. */
  recordEvenly(events: number, perSecond: number): Promise<void>;
}

export interface RecorderOptions {
  readonly database: Database;
  readonly outbox: Outbox;
  /** Told of each event when it is committed. */
  readonly onCommitted: (event: NewEvent) => void;
  /** Part of the keys: different for every recorder. */
  readonly name: string;
}

/** Records events of 2,000 keys in transactions of 50. */
export function createRecorder({ database, outbox, onCommitted, name }: RecorderOptions): Recorder {
  const writers = Array.from({ length: WRITERS }, (_, writer) => createWriter(`${name}-${writer}`));
  let next = 0;

  function createWriter(keys: string) {
    let recorded = 0;
    let last: Promise<void> = Promise.resolve();

    async function transact(): Promise<void> {
      const events = Array.from({ length: EVENTS_OF_A_TRANSACTION }, () => {
        const key = `${keys}-${recorded % KEYS_OF_A_WRITER}`;
        const sequence = 1 + Math.floor(recorded / KEYS_OF_A_WRITER);
        recorded++;
        return event(ticked, { key, sequence, filler: FILLER }, { subject: key, sequence });
      });
      await database.transaction(async (tx) => {
        tx.onCommit(() => events.forEach(onCommitted));
        await outbox.record(tx, events);
      });
    }

    /** After the one before: what stands for the row lock of the aggregates. */
    return () => {
      last = last.then(transact);
      return last;
    };
  }

  const transaction = () => writers[next++ % WRITERS]?.() ?? Promise.resolve();

  return {
    record: (events) => inParallel(WRITERS, events / EVENTS_OF_A_TRANSACTION, transaction),
    recordEvenly: (events, perSecond) =>
      evenly(perSecond / EVENTS_OF_A_TRANSACTION, events / EVENTS_OF_A_TRANSACTION, transaction),
  };
}
