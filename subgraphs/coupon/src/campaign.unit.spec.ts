import { deriveId } from '@rushgraph/contracts';
import { expect, it } from 'vitest';
import { type Campaign, stateOf } from './campaign.ts';
import { findRefusal } from './issue-coupon/find-refusal.ts';

const opensAt = new Date('2026-05-01T09:00:00.000Z');
const closesAt = new Date('2026-05-01T10:00:00.000Z');
const campaign: Campaign = {
  id: deriveId('campaign'),
  name: 'May',
  discount: { amount: 1_000, currency: 'KRW' },
  mode: 'DIRECT',
  quantity: 2,
  issued: 0,
  opensAt,
  closesAt,
  readAt: opensAt,
};

it.each([
  ['2026-05-01T08:59:59.999Z', 0, 'SCHEDULED'],
  ['2026-05-01T09:00:00.000Z', 0, 'OPEN'],
  ['2026-05-01T09:00:00.000Z', 1, 'OPEN'],
  ['2026-05-01T09:00:00.000Z', 2, 'SOLD_OUT'],
  ['2026-05-01T09:59:59.999Z', 1, 'OPEN'],
  ['2026-05-01T10:00:00.000Z', 1, 'CLOSED'],
  ['2026-05-01T10:00:00.000Z', 2, 'CLOSED'],
] as const)('at %s with %i of 2 issued it is %s', (time, issued, state) => {
  const read = { ...campaign, issued, readAt: new Date(time) };
  expect(stateOf(read)).toBe(state);
  const refusal = findRefusal(read);
  const expected = { OPEN: undefined, SOLD_OUT: { reason: 'SOLD_OUT' }, SCHEDULED: null, CLOSED: null }[state];
  expect(refusal).toEqual(expected === null ? { reason: 'NOT_OPEN', opensAt, closesAt } : expected);
});
