import { deriveId, type UserId } from '@rushgraph/contracts';
import { expect, it } from 'vitest';
import { contentOf, fieldsOf, type Issue, parseEntry } from './parse-entry.ts';

const [ann, bob] = ['ann', 'bob'].map((name) => deriveId<UserId>('user', name));
const entry = (fields: Readonly<Record<string, unknown>>) => ({
  id: '1-0',
  fields: Object.entries(fields).flat().map(String),
});
const WHOLE = { kind: 'issued', line: 7, place: 4, at: 9, users: `${ann} ${bob}`, tickets: '12 5' };

it('reads the issues of an entry, whose places follow each other', () => {
  expect(parseEntry(entry({ before: 3, ...WHOLE }))).toEqual([
    { kind: 'issued', user: ann, line: 7, ticket: 12, place: 4, at: 9 },
    { kind: 'issued', user: bob, line: 7, ticket: 5, place: 5, at: 9 },
  ]);
});

it('reads an entry of the version that wrote one issue into each', () => {
  expect(parseEntry(entry({ kind: 'issued', user: ann, line: 7, ticket: 12, place: 4, at: 9 }))).toEqual([
    { kind: 'issued', user: ann, line: 7, ticket: 12, place: 4, at: 9 },
  ]);
});

it('reads what it wrote itself of one issue, or of a draw', () => {
  const issues: Issue[] = [
    { kind: 'issued', user: deriveId<UserId>('user', 'ann'), line: 7, ticket: 12, place: 4, at: 9 },
    { kind: 'shuffled', line: 7, seed: 'ab'.repeat(16), count: 3 },
  ];
  for (const issue of issues) expect(parseEntry({ id: '1-0', fields: fieldsOf(issue) })).toEqual([issue]);
});

it.each([
  ['that is of another kind', { ...WHOLE, kind: 'revoked' }],
  ['without a kind', {}],
  ['with fewer tickets than customers', { ...WHOLE, tickets: '12' }],
  ['with more tickets than customers', { ...WHOLE, tickets: '12 5 6' }],
  ['without customers', { ...WHOLE, users: '', tickets: '' }],
  ['with a customer who cannot be', { ...WHOLE, users: `${ann} nobody` }],
  ['with a ticket that is no number', { ...WHOLE, tickets: '12 -5' }],
  ['without places', { ...WHOLE, place: '' }],
  ['with a line that no number holds', { ...WHOLE, line: '9'.repeat(16) }],
  ['of a draw without a seed', { kind: 'shuffled', line: 7, count: 3 }],
  ['of a draw with a short seed', { kind: 'shuffled', line: 7, count: 3, seed: 'ab' }],
])('understands no entry %s', (_, fields) => {
  expect(parseEntry(entry(fields))).toBeUndefined();
});

it('takes an entry out of its place among the others', () => {
  expect(contentOf(entry({ before: 3, ...WHOLE }))).toEqual(entry(WHOLE).fields);
  expect(contentOf(entry(WHOLE))).toEqual(entry(WHOLE).fields);
});
