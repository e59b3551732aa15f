import { expect, it } from 'vitest';
import { passingCookies, refreshCookieOf } from './cookies.ts';

it('finds the refresh cookie among others', () => {
  expect(refreshCookieOf('theme=dark; refresh=abc=; xrefresh=no')).toBe('abc=');
  expect(refreshCookieOf('xrefresh=no')).toBeUndefined();
  expect(refreshCookieOf(undefined)).toBeUndefined();
});

it('lets no other cookie out', () => {
  const lines = ['session=evil; Path=/', 'refresh=abc; HttpOnly', 'refreshed=1', 'Refresh=x'];
  expect(passingCookies(lines)).toEqual(['refresh=abc; HttpOnly']);
  expect(passingCookies('refresh=; Max-Age=0')).toEqual(['refresh=; Max-Age=0']);
  expect(passingCookies(undefined)).toEqual([]);
});
