import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { RoundOptions, RoundReport } from './rounds.ts';

export interface RunRoundsOptions {
  readonly seed: number;
  readonly cases: number;
  readonly stock: boolean;
  readonly workers: number;
  readonly onRound: (report: RoundReport, done: number) => void;
}

/** Runs rounds in several threads, each with the next free number, until there were so many cases; returns how many. */
export async function runRounds({ seed, cases, stock, workers, onRound }: RunRoundsOptions): Promise<number> {
  let [next, done] = [0, 0];

  async function work(): Promise<void> {
    const worker = new Worker(new URL('round-worker.ts', import.meta.url));
    try {
      while (done < cases) {
        const options: RoundOptions = { seed, round: next, stock };
        next += 1;
        worker.postMessage(options);
        const [report]: RoundReport[] = await once(worker, 'message');
        if (report === undefined) throw new Error('A round ended without a report');
        done += report.cases;
        onRound(report, done);
      }
    } finally {
      await worker.terminate();
    }
  }

  await Promise.all(Array.from({ length: workers }, work));
  return done;
}
