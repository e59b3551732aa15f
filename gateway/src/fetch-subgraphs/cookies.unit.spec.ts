import { expect, it } from 'vitest';
import { passCookies, refreshCookieOf } from './cookies.ts';

it('finds the refresh cookie among others', () => {
  expect(refreshCookieOf('theme=dark; refresh=abc=; xrefresh=no')).toBe('abc=');
  expect(refreshCookieOf('xrefresh=no')).toBeUndefined();
  expect(refreshCookieOf(undefined)).toBeUndefined();
});

it('lets no other cookie out', () => {
  const sent: unknown[] = [];
  const reply = {
    header(name: string, value: unknown) {
      sent.push([name, value]);
      return reply as never;
    },
  };
  passCookies(['session=evil; Path=/', 'refresh=abc; HttpOnly', 'refreshed=1'], reply);
  expect(sent).toEqual([['set-cookie', 'refresh=abc; HttpOnly']]);
});
