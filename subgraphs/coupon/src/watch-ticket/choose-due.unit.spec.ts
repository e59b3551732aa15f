import { describe, expect, it } from 'vitest';
import type { TicketFacts } from '../show-ticket/ticket.ts';
import { chooseDue, readAgainAfter, type Waiting } from './choose-due.ts';

const facts = (position: number, changes: Partial<TicketFacts> = {}): TicketFacts => ({
  ticket: position,
  position,
  serving: 10,
  issuedAt: undefined,
  isSoldOut: false,
  isClosed: false,
  pace: 1,
  untilOpening: -1,
  line: 1,
  ...changes,
});
const waiting = (position: number, dueAt: number, changes?: Partial<TicketFacts>): Waiting => ({
  facts: facts(position, changes),
  dueAt,
});
const news = { serving: 10, isOver: false };

describe('the tickets that are read', () => {
  it('are those whose time has come', () => {
    const due = waiting(30, 99);
    expect(chooseDue([waiting(20, 101), due, waiting(40, 200)], news, 100, 10)).toEqual([due]);
  });

  it('are first those that have been served since they were read, then the longest overdue', () => {
    const [late, later, served] = [waiting(50, 20), waiting(60, 10), waiting(12, 500)];
    const all = [waiting(70, 30), late, later, served];
    expect(chooseDue(all, { serving: 12, isOver: false }, 100, 3)).toEqual([served, later, late]);
    expect(chooseDue(all, { serving: 12, isOver: false }, 100, 1)).toEqual([served]);
  });

  it('are read once, not for ever, when they were passed over', () => {
    const passedOver = waiting(12, 500, { serving: 12 });
    const foremost = waiting(11, 400, { serving: 12 });
    expect(chooseDue([passedOver, foremost], { serving: 12, isOver: false }, 100, 10)).toEqual([foremost]);
  });

  it('are all of them once the queue is over, as many as a look allows', () => {
    const all = [1, 2, 3].map((index) => waiting(100 * index, 1_000));
    const over = { serving: 10, isOver: true };
    expect(chooseDue(all, over, 0, 10)).toEqual(all);
    expect(chooseDue(all, over, 0, 2)).toEqual(all.slice(0, 2));
    const [first, ...others] = all.map((one) => ({ ...one, facts: facts(7, { isSoldOut: true }) }));
    expect(
      chooseDue(
        [first, ...others].filter((one) => one !== undefined),
        over,
        0,
        10,
      ),
    ).toEqual([first]);
  });

  it('are that of the foremost when it is nobody’s time, and none before the opening', () => {
    const foremost = waiting(20, 1_000);
    expect(chooseDue([waiting(30, 1_000), foremost], news, 0, 10)).toEqual([foremost]);
    expect(chooseDue([waiting(0, 1_000), waiting(0, 1_000)], news, 0, 10)).toEqual([]);
  });

  it('are not those that are being read for the first time', () => {
    expect(chooseDue([{ facts: undefined, dueAt: Number.POSITIVE_INFINITY }], news, 0, 10)).toEqual([]);
  });
});

it.each([
  ['as those wait who ask, when it has a place', { position: 7, untilOpening: -1 }, 900],
  ['not beyond the opening, before which it has none', { position: 0, untilOpening: 600 }, 600],
  ['as those wait who ask, when the opening is further away', { position: 0, untilOpening: 60_000 }, 900],
  ['soon after the opening, when it has no place yet', { position: 0, untilOpening: 0 }, 900],
])('a ticket is read again %s', (_, read, expected) => {
  expect(readAgainAfter(read, { pollAfterMs: 900 })).toBe(expected);
});
