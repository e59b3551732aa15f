import type { ProducerRecord } from './producer.ts';

export interface Queued {
  readonly record: ProducerRecord;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

export interface RecordQueue {
  /** Resolves when all the records are sent, rejects when one of them may not be. */
  add(records: readonly ProducerRecord[]): Promise<void>;
  /** Resolves when nothing is waiting and nothing is in flight. */
  drain(): Promise<void>;
}

export interface QueueOptions {
  readonly lingerMs: number;
  readonly maxQueued: number;
  readonly send: (batch: readonly Queued[]) => Promise<void>;
}

const MAX_RECORDS = 1_000;
const MAX_BYTES = 900_000;

/** Coalesces records of many callers into batches, one in flight at a time, in the order in which they came. */
export function createQueue({ lingerMs, maxQueued, send }: QueueOptions): RecordQueue {
  const waiting: Queued[] = [];
  let blocked: (() => void)[] = [];
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  function wake(): void {
    if (running !== undefined || waiting.length === 0) return;
    if (waiting.length >= MAX_RECORDS) start();
    else timer ??= setTimeout(start, lingerMs);
  }

  function start(): void {
    clearTimeout(timer);
    timer = undefined;
    running ??= run();
  }

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, batchLength(waiting));
      try {
        await send(batch);
        for (const { done } of batch) done();
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
      const released = blocked;
      blocked = [];
      for (const release of released) release();
    }
    running = undefined;
  }

  return {
    async add(records) {
      while (waiting.length >= maxQueued) await new Promise<void>((resolve) => blocked.push(resolve));
      const sent = records.map((record) => new Promise<void>((done, failed) => waiting.push({ record, done, failed })));
      wake();
      await Promise.all(sent);
    },
    async drain() {
      while (waiting.length > 0 || running !== undefined) {
        start();
        await running;
      }
    },
  };
}

/** How many of the first records fit one batch: 1,000 or 900 kB, and always at least one. */
function batchLength(waiting: readonly Queued[]): number {
  let bytes = 0;
  let length = 0;
  for (const { record } of waiting) {
    bytes += (record.value?.length ?? 0) + record.key.length;
    if (length > 0 && (length >= MAX_RECORDS || bytes > MAX_BYTES)) break;
    length++;
  }
  return length;
}
