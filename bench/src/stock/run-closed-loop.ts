import { percentile } from '../harness/percentile.ts';
import { cpuSeconds } from '../harness/process-cpu.ts';
import type { Decider } from './decider.ts';
import type { Figures } from './measured.ts';
import { requestOf } from './shelves.ts';

export interface Loop {
  readonly decider: Decider;
  readonly requesters: number;
  /** Over how many items the requests go. */
  readonly spread: number;
  readonly seconds: number;
  readonly pids: readonly number[];
  /** Number of the first request: every one of a run has its own. */
  readonly from: number;
}

export interface LoopResult {
  readonly decisions: number;
  /** Number of the first request of the next run: some were made that were not asked any more. */
  readonly next: number;
  readonly figures: Figures;
}

/** Each requester asks for one piece, waits for the decision, and asks again, until the time is over. */
export async function runClosedLoop({ decider, requesters, spread, seconds, pids, from }: Loop): Promise<LoopResult> {
  const waits: number[] = [];
  const cpuBefore = cpuSeconds(pids);
  const startedAt = performance.now();
  const until = startedAt + seconds * 1_000;
  let next = from;
  await Promise.all(
    Array.from({ length: requesters }, async () => {
      let request = requestOf(next++, spread);
      for (let at = performance.now(); at < until; ) {
        const decision = decider.decide(request);
        // Made while waiting: what it costs to ask is not part of what it costs to decide.
        request = requestOf(next++, spread);
        const outcome = await decision;
        if (outcome !== 'RESERVED') throw new Error(`A request was ${outcome} although there is enough`);
        const answeredAt = performance.now();
        waits.push(answeredAt - at);
        at = answeredAt;
      }
    }),
  );
  const took = (performance.now() - startedAt) / 1_000;
  const cpu = cpuSeconds(pids) - cpuBefore;
  return {
    decisions: waits.length,
    next,
    figures: {
      'decisions/s': waits.length / took,
      'p50 ms': percentile(waits, 0.5),
      'p99 ms': percentile(waits, 0.99),
      'CPU µs/decision': (cpu * 1e6) / waits.length,
    },
  };
}
