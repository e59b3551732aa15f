import { expect, it } from 'vitest';
import { waiting } from '../../test/ticket-facts.ts';
import type { TicketFacts } from '../show-ticket/ticket.ts';
import { viewTicket } from '../show-ticket/view-ticket.ts';
import { isNews } from './told-ticket.ts';

function ticket(changes: Partial<TicketFacts>) {
  const facts = { ...waiting, ...changes };
  return { facts, view: viewTicket(facts, 1_000, 0.5) };
}
const told = ticket({});
const before = ticket({ position: 0, serving: 0, untilOpening: 5_000 });

it.each([
  ['nobody was told anything', ticket({}), undefined, true],
  ['it is nearer', ticket({ serving: 101 }), told, true],
  ['nothing has changed but the pace', ticket({ pace: 10 }), told, false],
  ['it would be further back', ticket({ serving: 99 }), told, false],
  ['it would have no place any more', before, told, false],
  ['the queue has opened', told, before, true],
  ['the opening is nearer', ticket({ position: 0, untilOpening: 1_000 }), before, false],
  ['it is served', ticket({ issuedAt: new Date(0) }), told, true],
  ['the queue is closed', ticket({ isClosed: true }), told, true],
  ['it is another ticket, further back', ticket({ ticket: 900, position: 900 }), told, true],
  ['it is of another queue', ticket({ line: 2, serving: 0 }), told, true],
])('a customer is told, or not, when %s', (_, now, last, expected) => {
  expect(isNews(now, last)).toBe(expected);
});
