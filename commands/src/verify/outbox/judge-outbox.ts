import { count, judge, type Verdict } from '../verdict/verdict.ts';
import type { OutboxFacts } from './read-outbox.ts';

/** Events leave in time, and none was refused for itself. */
export function judgeOutbox(
  { service, depth, oldest, refused }: OutboxFacts,
  now: Date,
  limitSeconds: number,
): Verdict {
  const age = oldest === null ? 0 : Math.max(0, (now.getTime() - oldest.getTime()) / 1_000);
  const waiting = oldest === null ? '0 events' : `${count(depth, 'event')}, the oldest for ${age.toFixed(1)} s`;
  return judge({
    store: service,
    invariant: `no event waits in the outbox for more than ${limitSeconds} s`,
    faults: (age > limitSeconds ? depth : 0) + refused,
    figures: refused === 0 ? waiting : `${waiting}; ${refused} refused by the broker, in outbox_refused`,
    remedy:
      refused === 0
        ? `Is the worker of the ${service} service running, and does Kafka answer?`
        : 'Read their reasons in outbox_refused; packages/messaging/README.md says how to send them again.',
  });
}
