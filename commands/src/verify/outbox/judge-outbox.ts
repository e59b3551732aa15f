import { count, judge, type Verdict } from '../verdict.ts';
import type { OutboxFacts } from './read-outbox.ts';

/** Events leave in time. */
export function judgeOutbox({ service, depth, oldest }: OutboxFacts, now: Date, limitSeconds: number): Verdict {
  const age = oldest === null ? 0 : Math.max(0, (now.getTime() - oldest.getTime()) / 1_000);
  return judge({
    store: service,
    invariant: `no event waits in the outbox for more than ${limitSeconds} s`,
    faults: age > limitSeconds ? depth : 0,
    figures: oldest === null ? '0 events' : `${count(depth, 'event')}, the oldest for ${age.toFixed(1)} s`,
    remedy: `Is the worker of the ${service} service running, and does Kafka answer?`,
  });
}
