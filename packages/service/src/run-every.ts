import { createPause } from '@rushgraph/concurrency';
import type { Logger } from './logger.ts';

export interface Repeated {
  /** Waits for the run that is under way; there is none after it. */
  stop(): Promise<void>;
}

export interface RepeatOptions {
  readonly name: string;
  /** From the end of one run to the start of the next. */
  readonly everyMs: number;
  /** Answers whether more is waiting, so that the next run starts at once. */
  readonly work: () => Promise<boolean>;
  readonly logger: Logger;
}

/** Runs work again and again, one run at a time. A failed run is logged and the next one comes at its time. */
export function runEvery({ name, everyMs, work, logger }: RepeatOptions): Repeated {
  let stopped = false;
  const pause = createPause();
  const ended = repeat();

  async function repeat(): Promise<void> {
    while (!stopped) {
      const more = await work().catch((error: unknown) => {
        logger.error({ err: error, work: name }, 'repeated work failed');
        return false;
      });
      if (!more && !stopped) await pause.take(everyMs);
    }
  }

  return {
    stop() {
      stopped = true;
      pause.end();
      return ended;
    },
  };
}
