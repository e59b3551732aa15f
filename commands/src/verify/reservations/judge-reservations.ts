import { count, judge, named, type Verdict } from '../verdict/verdict.ts';
import type { ReservationFacts } from './read-reservations.ts';

/** Each line of a reservation has taken its stock once, given it back once when released, and nothing else has. */
export function judgeReservations(facts: ReservationFacts): Verdict[] {
  const { reserved, released, refused, lines, releasedLines, takenWrong, backWrong, strayTaken, strayBack } = facts;
  const shown = named(facts.examples);
  return [
    judge({
      store: 'item',
      invariant: 'every reserved line took its stock once',
      faults: takenWrong,
      figures: `${takenWrong} of ${count(lines, 'line')} wrong (${count(reserved, 'reservation')}, ${count(refused, 'refusal')})${takenWrong > 0 ? shown : ''}`,
      remedy: 'Compare the ledger and the deltas of these orders with their reservations, then correct by restockItem.',
    }),
    judge({
      store: 'item',
      invariant: 'every released line, and no other, gave it back once',
      faults: backWrong,
      figures: `${backWrong} wrong, ${count(releasedLines, 'line')} released (${count(released, 'order')})${backWrong > 0 ? shown : ''}`,
      remedy: 'Compare released_at of these orders with their RELEASE rows, then correct by restockItem.',
    }),
    judge({
      store: 'item',
      invariant: 'no stock moved for an order without reservation',
      faults: Math.abs(strayTaken) + Math.abs(strayBack),
      figures: `${strayTaken} taken, ${strayBack} given back`,
      remedy:
        'Look for ORDER and RELEASE rows of stock_ledger and stock_delta whose order has no RESERVED reservation.',
    }),
  ];
}
