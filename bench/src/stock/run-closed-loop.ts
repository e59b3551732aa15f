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

/** Requests that are made before the time begins: what it costs to ask is not part of what it costs to decide. */
const PREPARED_PER_SECOND = 60_000;
/** No decider is faster for one requester. */
const MOST_PER_REQUESTER = 5_000;

export interface LoopResult {
  readonly decisions: number;
  /** Number of the first request of the next run: some were made that were never asked. */
  readonly next: number;
  readonly figures: Figures;
}

/** Each requester asks for one piece, waits for the decision, and asks again, until the time is over. */
export async function runClosedLoop({ decider, requesters, spread, seconds, pids, from }: Loop): Promise<LoopResult> {
  const waits: number[] = [];
  const prepared = Math.ceil(seconds * Math.min(PREPARED_PER_SECOND, requesters * MOST_PER_REQUESTER));
  const requests = Array.from({ length: prepared }, (_, index) => requestOf(from + index, spread));
  const cpuBefore = cpuSeconds(pids);
  const startedAt = performance.now();
  const until = startedAt + seconds * 1_000;
  let asked = 0;
  await Promise.all(
    Array.from({ length: requesters }, async () => {
      for (let at = performance.now(); at < until; ) {
        const request = requests[asked] ?? requestOf(from + asked, spread);
        asked++;
        const outcome = await decider.decide(request);
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
    next: from + Math.max(asked, prepared),
    figures: {
      'decisions/s': waits.length / took,
      'p50 ms': percentile(waits, 0.5),
      'p99 ms': percentile(waits, 0.99),
      'CPU µs/decision': (cpu * 1e6) / waits.length,
    },
  };
}
