import { expect, it, vi } from 'vitest';
import { findPasswordWeakness } from './find-password-weakness.ts';

const ann = { email: 'ann.okafor@shop.test', name: 'Ann Okafor' };

it.each([
  'correct horse battery',
  'x7Kq-9sLm2',
  '비밀번호는길고길다하하',
  `${'a'.repeat(199)}b`,
  // Decomposed Hangul has three units a syllable.
  '비밀번호'.repeat(50).normalize('NFD'),
  // "ann" alone is too short to tell anything.
  'bannister-33',
])('takes %s', (password) => {
  expect(findPasswordWeakness(password, ann)).toBeUndefined();
});

it.each([
  ['', 'at least 10'],
  ['x7Kq-9sLm', 'at least 10'],
  ['😀'.repeat(9), 'at least 10'],
  [`${'a'.repeat(200)}b`, 'at most 200'],
  ['x'.repeat(100_000), 'at most 200'],
  ['x7Kq-9sLm2\ud800', 'half characters'],
  ['my-okafor-2026', 'name or e-mail'],
  ['x ANN.OKAFOR@SHOP.TEST y', 'name or e-mail'],
  ['OKAFORrocks!!', 'name or e-mail'],
])('refuses %s: %s', (password, reason) => {
  expect(findPasswordWeakness(password, ann)).toContain(reason);
});

it('refuses the local part of the address', () => {
  expect(findPasswordWeakness('customer1-secret', { email: 'customer1@shop.local', name: 'Jiwoo Kim' })).toContain(
    'e-mail',
  );
});

it('measures before it normalises', () => {
  // Putting so many marks into order takes seconds.
  const marks = `a${'\u0301\u0323'.repeat(200_000)}`;
  const normalise = vi.spyOn(String.prototype, 'normalize');
  try {
    expect(findPasswordWeakness(marks, ann)).toContain('at most 200');
    expect(normalise).not.toHaveBeenCalled();
  } finally {
    normalise.mockRestore();
  }
});
