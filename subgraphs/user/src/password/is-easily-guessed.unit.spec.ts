import { expect, it } from 'vitest';
import { isEasilyGuessed } from './is-easily-guessed.ts';

it.each([
  'password!!',
  '1234567891',
  '1234567890',
  'Password123',
  'Ｐassword123',
  'P@ssw0rd2024',
  'qwertyuiop1',
  'iloveyou2!',
  'abcabcabcabc',
  'aaaaaaaaaaaaaaa',
  'a'.repeat(200),
  'letmein123'.repeat(20),
])('%s is easily guessed', (password) => expect(isEasilyGuessed(password)).toBe(true));

it.each([
  'x7Kq-9sLm2',
  'correct horse battery',
  '비밀번호는길고길다하하',
  'bannister-33',
  'another-9sLm2!tide',
  // One end of a long password that is good is enough.
  `${'a'.repeat(100)} x7Kq-9sLm2!tide zebra`,
])('%s is not', (password) => expect(isEasilyGuessed(password)).toBe(false));
