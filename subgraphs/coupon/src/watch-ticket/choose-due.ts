import type { TicketFacts } from '../show-ticket/ticket.ts';
import type { TicketView } from '../show-ticket/view-ticket.ts';

/** Who waits for news of a ticket, and what was read of it last. */
export interface Waiting {
  facts: TicketFacts | undefined;
  /** When its ticket is to be read again. Milliseconds on a clock that nobody sets. */
  dueAt: number;
}

/** How far a queue is, as far as anybody here has read. */
export interface QueueNews {
  readonly serving: number;
  /** Sold out or closed: all tickets are at their end. */
  readonly isOver: boolean;
}

/**
 * Whose tickets to read now, `most` of them: first those that must have come to their end since they were read, then those
 * whose time has come, the longest overdue first. When there is none, the foremost in line: by it the others learn how far the queue is.
 */
export function chooseDue<W extends Waiting>(waiting: Iterable<W>, news: QueueNews, now: number, most: number): W[] {
  const ended: W[] = [];
  const due: W[] = [];
  let foremost: W | undefined;
  for (const one of waiting) {
    if (mustHaveEnded(one, news)) ended.push(one);
    else if (one.dueAt <= now) due.push(one);
    if (placeOf(one) < placeOf(foremost)) foremost = one;
  }
  if (ended.length >= most) return ended.slice(0, most);
  if (ended.length + due.length > most) due.sort((one, other) => one.dueAt - other.dueAt);
  const chosen = [...ended, ...due.slice(0, most - ended.length)];
  return chosen.length > 0 || foremost === undefined ? chosen : [foremost];
}

/**
 * Milliseconds after which a ticket is read again: as long as those wait who ask, but before the opening not beyond it, since
 * until then it has no place by which anybody could tell that it has been served.
 */
export function readAgainAfter(
  { position, untilOpening }: Pick<TicketFacts, 'position' | 'untilOpening'>,
  { pollAfterMs }: Pick<TicketView, 'pollAfterMs'>,
): number {
  return position === 0 && untilOpening > 0 ? Math.min(pollAfterMs, untilOpening) : pollAfterMs;
}

/** What was read when the queue was further back, or was not over. A ticket that was passed over is read once for it. */
function mustHaveEnded({ facts }: Waiting, { serving, isOver }: QueueNews): boolean {
  if (facts === undefined) return false;
  if (isOver && !facts.isSoldOut && !facts.isClosed) return true;
  return facts.position > 0 && facts.position <= serving && facts.serving < serving;
}

/** Before the opening nobody has a place. */
function placeOf(one: Waiting | undefined): number {
  return one?.facts?.position || Number.POSITIVE_INFINITY;
}
