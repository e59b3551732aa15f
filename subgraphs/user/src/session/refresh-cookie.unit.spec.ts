import { expect, it } from 'vitest';
import { createRefreshCookie } from './refresh-cookie.ts';

/** The cookie of a request with this header, and what is written into the reply. */
function cookieOf(header: string | undefined, secure = false) {
  const written: unknown[] = [];
  const reply = {
    header(...entry: unknown[]) {
      written.push(entry);
      return this as never;
    },
  };
  const headers = header === undefined ? {} : { cookie: header };
  return { written, cookie: createRefreshCookie({ headers }, reply, { secure }) };
}

it.each([
  [undefined, []],
  ['', []],
  ['other=1', []],
  ['not-refresh=1; xrefresh=2; __Host-refresh=3', []],
  ['refresh', []],
  ['refresh=', ['']],
  ['refresh=abc', ['abc']],
  ['other=1;refresh=abc ; more=2', ['abc']],
  ['refresh=abc; refresh=def; refresh=abc', ['abc', 'def']],
])('reads %j as %j', (header, tokens) => expect(cookieOf(header).cookie.tokens).toEqual(tokens));

it('reads over TLS only what no other host of the domain can have set', () => {
  expect(cookieOf('refresh=bad; __Host-refresh=good', true).cookie.tokens).toEqual(['good']);
});

it('looks at a few only', () => {
  const header = Array.from({ length: 1_000 }, (_, index) => `refresh=${index}`).join('; ');
  expect(cookieOf(header).cookie.tokens).toHaveLength(8);
});

it('is secure unless it must not be', () => {
  const [secure, plain] = [cookieOf('', true), cookieOf('')];
  secure.cookie.set('abc', 60);
  plain.cookie.clear();
  expect([...secure.written, ...plain.written]).toEqual([
    ['set-cookie', '__Host-refresh=abc; Max-Age=60; Path=/; HttpOnly; SameSite=Strict; Secure'],
    ['set-cookie', 'refresh=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict'],
  ]);
});
