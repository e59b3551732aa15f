import { expect, it } from 'vitest';
import { findPasswordWeakness } from './find-password-weakness.ts';

const ann = { email: 'ann.okafor@shop.test', name: 'Ann Okafor' };

it.each([
  'correct horse battery',
  'x7Kq-9sLm2',
  '비밀번호는길고길다하하',
  `${'a'.repeat(199)}b`,
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
  ['aaaaaaaaaaaaaaa', 'repeated'],
  ['Password123', 'first that anybody'],
  ['1234567890', 'first that anybody'],
  ['Ｐassword123', 'first that anybody'],
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
