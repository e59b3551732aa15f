import { count, judge, type Verdict } from '../verdict/verdict.ts';
import type { ParkedFacts } from './read-parked.ts';

/** A result that came before its order meets it, or is given back. */
export function judgeParked({ parked, stale }: ParkedFacts, limitSeconds: number): Verdict {
  return judge({
    store: 'order',
    invariant: `no stock result is parked for more than ${limitSeconds} s`,
    faults: stale,
    figures: `${count(parked, 'result')} parked, ${stale} of them too long`,
    remedy: 'Is the worker of the order service running? It gives back what waits for longer than PARKED_GRACE_MS.',
  });
}
