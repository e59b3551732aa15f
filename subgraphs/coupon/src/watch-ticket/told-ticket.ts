import type { TicketFacts } from '../show-ticket/ticket.ts';
import type { TicketView } from '../show-ticket/view-ticket.ts';

export interface ToldTicket {
  readonly facts: TicketFacts;
  readonly view: TicketView;
}

/**
 * Whether a customer is told of what was read, after what they were told last: another state, or a place further in front.
 * A place never goes back, also when a Redis that has lost its last writes takes over; another ticket has another place.
 */
export function isNews({ facts, view }: ToldTicket, told: ToldTicket | undefined): boolean {
  if (told === undefined || view.state !== told.view.state) return true;
  if (facts.line !== told.facts.line || facts.ticket !== told.facts.ticket) return true;
  if (told.view.position === null) return view.position !== null;
  return view.position !== null && view.position < told.view.position;
}
