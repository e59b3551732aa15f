import { expect, it } from 'vitest';
import { passingCookies, refreshCookiesOf } from './cookies.ts';

it('takes the refresh cookie inwards, under both of its names, and no other', () => {
  expect(refreshCookiesOf('theme=dark; refresh=abc=; xrefresh=no')).toBe('refresh=abc=');
  expect(refreshCookiesOf('refresh=bad;__Host-refresh=good; Refresh=no')).toBe('refresh=bad; __Host-refresh=good');
  expect(refreshCookiesOf('xrefresh=no; refresh')).toBeUndefined();
  expect(refreshCookiesOf(undefined)).toBeUndefined();
});

it('leaves it to the user subgraph which of two is the right one', () => {
  expect(refreshCookiesOf('refresh=bad; refresh=good')).toBe('refresh=bad; refresh=good');
});

it('lets no other cookie out', () => {
  const lines = [
    'session=evil; Path=/',
    'refresh=abc; HttpOnly',
    '__Host-refresh=x; Secure',
    'refreshed=1',
    'Refresh=x',
  ];
  expect(passingCookies(lines)).toEqual(['refresh=abc; HttpOnly', '__Host-refresh=x; Secure']);
  expect(passingCookies('refresh=; Max-Age=0')).toEqual(['refresh=; Max-Age=0']);
  expect(passingCookies(undefined)).toEqual([]);
});
