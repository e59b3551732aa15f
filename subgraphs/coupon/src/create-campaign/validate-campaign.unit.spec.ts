import { validateInput } from '@rushgraph/service';
import { expect, it } from 'vitest';
import { campaignInput } from './validate-campaign.ts';

const valid = {
  name: 'May sale',
  discount: { amount: 5_000, currency: 'KRW' },
  mode: 'DIRECT',
  quantity: 100,
  opensAt: new Date('2026-05-01T09:00:00.000Z'),
  closesAt: new Date('2026-05-01T10:00:00.000Z'),
};

/** Paths of the wrong fields. */
function wrong(changes: object): string[] {
  const checked = validateInput(campaignInput('KRW'), { ...valid, ...changes });
  return checked.ok ? [] : checked.problem.fields.map(({ path }) => path);
}

it.each([
  {},
  { quantity: 1 },
  { quantity: 1_000_000_000 },
  { discount: { amount: 1, currency: 'KRW' } },
  { name: 'x'.repeat(100) },
  { discount: { amount: Number.MAX_SAFE_INTEGER, currency: 'KRW' } },
  { mode: 'QUEUED' },
  { closesAt: new Date(valid.opensAt.getTime() + 1) },
  { opensAt: new Date('2000-01-01T00:00:00.000Z') },
  { opensAt: new Date('2100-12-31T23:59:59.999Z'), closesAt: new Date('2101-01-01T00:00:00.000Z') },
])('takes %o', (changes) => expect(wrong(changes)).toEqual([]));

it.each([
  [{ name: '' }, 'name'],
  [{ name: 'x'.repeat(101) }, 'name'],
  [{ name: 'a\u0007b' }, 'name'],
  [{ discount: { amount: 0, currency: 'KRW' } }, 'discount.amount'],
  [{ discount: { amount: -1, currency: 'KRW' } }, 'discount.amount'],
  [{ discount: { amount: 0.5, currency: 'KRW' } }, 'discount.amount'],
  [{ discount: { amount: Number.MAX_SAFE_INTEGER + 1, currency: 'KRW' } }, 'discount.amount'],
  [{ discount: { amount: 1, currency: 'USD' } }, 'discount.currency'],
  [{ quantity: 0 }, 'quantity'],
  [{ quantity: 1.5 }, 'quantity'],
  [{ quantity: 1_000_000_001 }, 'quantity'],
  [{ closesAt: valid.opensAt }, 'closesAt'],
  [{ closesAt: new Date(valid.opensAt.getTime() - 1) }, 'closesAt'],
  [{ opensAt: new Date('2101-01-01T00:00:00.000Z'), closesAt: new Date('2200-01-01T00:00:00.000Z') }, 'opensAt'],
  [{ opensAt: new Date(Number.NaN) }, 'opensAt'],
  [{ opensAt: new Date('1999-12-31T23:59:59.999Z') }, 'opensAt'],
  [{ closesAt: new Date('+010000-01-01T00:00:00.000Z') }, 'closesAt'],
])('refuses %o', (changes, path) => expect(wrong(changes)).toEqual([path]));

it('names every wrong field at once', () => {
  expect(wrong({ name: ' ', quantity: -1 })).toEqual(['name', 'quantity']);
});
