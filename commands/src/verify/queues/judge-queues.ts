import { count, judge, named, type Verdict } from '../verdict/verdict.ts';
import type { QueueFacts } from './read-queues.ts';

/** What queues have given out is written or about to be, to those who were next, and is no more than there is. */
export function judgeQueues(facts: QueueFacts): Verdict[] {
  const { queues, issued, unwritten, missing, unknown, over, outOfLine, buried, examples } = facts;
  const shown = named(examples);
  return [
    judge({
      store: 'redis',
      invariant: 'what a queue gave out is in its stream or in MySQL',
      faults: missing,
      figures: `${missing} of ${count(issued, 'coupon')} missing, ${unwritten} not written yet${missing > 0 ? shown : ''}`,
      remedy:
        'MySQL has lost coupons, or somebody has deleted entries of the stream: set gate to SHUT in the state of these queues, and they are written again.',
    }),
    judge({
      store: 'redis',
      invariant: 'a queue knows every coupon of its campaign',
      faults: unknown,
      figures: `${unknown} unknown (${count(queues, 'queue')})${unknown > 0 ? shown : ''}`,
      remedy: 'Set gate to SHUT in the state of these queues: the mover compares them with MySQL and opens them again.',
    }),
    judge({
      store: 'redis',
      invariant: 'no queue gives out more than its campaign has',
      faults: over,
      figures: `${over} of ${count(queues, 'queue')} over${over > 0 ? shown : ''}`,
      remedy:
        'What is too much was set aside when it should have been written; tell those customers, and find out who wrote to Redis.',
    }),
    judge({
      store: 'coupon',
      invariant: 'coupons of a queue go to those who are next in line',
      faults: outOfLine,
      figures: `${count(outOfLine, 'coupon')} out of line${outOfLine > 0 ? shown : ''}`,
      remedy:
        'Compare ticket and place of these campaigns with the draw of shuffle_seed; two Redis may have moved one queue.',
    }),
    judge({
      store: 'redis',
      invariant: 'no issue was set aside',
      faults: buried,
      figures: `${count(buried, 'entry', 'entries')} set aside${buried > 0 ? shown : ''}`,
      remedy:
        'Read the reasons in cpn:{campaign}:dead, mend what they name, put the entries back into cpn:{campaign}:issues or delete them.',
    }),
  ];
}
