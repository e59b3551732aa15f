import { count, judge, named, type Verdict } from '../verdict/verdict.ts';
import type { DeadLetterFacts } from './read-dead-letters.ts';

/** Everything that was published has been used. */
export function judgeDeadLetters({ inboxes, waiting }: DeadLetterFacts): Verdict {
  const letters = waiting.reduce((sum, one) => sum + one.letters, 0);
  const shown = waiting.map(({ topic, group, letters: many }) => `${many} of ${topic} for ${group}`);
  return judge({
    store: 'kafka',
    invariant: 'no dead letter waits',
    faults: letters,
    figures: `${count(letters, 'letter')} in ${count(inboxes, 'inbox', 'inboxes')}${named(shown)}`,
    remedy: 'See them with npm run dead-letters, mend what they stumbled over, then replay or discard each.',
  });
}
