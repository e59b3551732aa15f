import { expect, it } from 'vitest';
import { createRefreshCookie } from './refresh-cookie.ts';

/** The cookie of a request with this header, and what is written into the reply. */
function cookieOf(header: string | undefined, secure = true) {
  const written: unknown[] = [];
  const reply = {
    header(...entry: unknown[]) {
      written.push(entry);
      return this as never;
    },
  };
  const headers = header === undefined ? {} : { cookie: header };
  return { written, cookie: createRefreshCookie({ headers }, reply, { secure, maxAgeSeconds: 60 }) };
}

it.each([
  [undefined, undefined],
  ['', undefined],
  ['other=1', undefined],
  ['not-refresh=1; xrefresh=2', undefined],
  ['refresh', undefined],
  ['refresh=', ''],
  ['refresh=abc', 'abc'],
  ['other=1;refresh=abc ; more=2', 'abc'],
  ['refresh=abc; refresh=def', 'abc'],
])('reads %j as %j', (header, token) => expect(cookieOf(header).cookie.token).toBe(token));

it('is secure unless it must not be', () => {
  const [secure, plain] = [cookieOf(''), cookieOf('', false)];
  secure.cookie.set('abc');
  plain.cookie.clear();
  expect([...secure.written, ...plain.written]).toEqual([
    ['set-cookie', 'refresh=abc; Max-Age=60; Path=/; HttpOnly; SameSite=Strict; Secure'],
    ['set-cookie', 'refresh=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict'],
  ]);
});
