import { gzipSync } from 'node:zlib';

/** A request whose form means harm. */
export interface HostileRequest {
  readonly name: string;
  readonly init: RequestInit;
  /** After `/graphql`. */
  readonly search?: string;
  readonly status: number;
}

const json = { 'content-type': 'application/json' };
const preflighted = { 'apollo-require-preflight': '1' };
const query = '{"query":"{ refuse }"}';
const post = (body: NonNullable<RequestInit['body']>, headers: Record<string, string> = json): RequestInit => ({
  method: 'POST',
  body,
  headers,
});
const get = (parameters: string, headers: Record<string, string> = preflighted) => ({
  init: { headers },
  search: `?${parameters}`,
});
const form = new FormData();
form.set('operations', query);

export const hostileRequests: readonly HostileRequest[] = [
  { name: 'ten megabytes', init: post(Buffer.alloc(10_000_000, 'x')), status: 413 },
  {
    name: 'a gzip bomb',
    init: post(gzipSync(' '.repeat(50_000_000)), { ...json, 'content-encoding': 'gzip' }),
    status: 415,
  },
  { name: 'a body that is no JSON', init: post('{"query":'), status: 400 },
  { name: 'bytes that are no UTF-8', init: post(Buffer.from([0x7b, 0xff, 0xfe, 0x7d])), status: 400 },
  { name: 'a poisoned prototype', init: post(`{"query":"{ refuse }","variables":{"__proto__":{"a":1}}}`), status: 400 },
  {
    name: 'a poisoned constructor',
    init: post(`{"query":"{ refuse }","variables":{"constructor":{"prototype":{}}}}`),
    status: 400,
  },
  { name: 'a form of another site, as text', init: post(query, { 'content-type': 'text/plain' }), status: 400 },
  {
    name: 'a form of another site',
    init: post(`query=${encodeURIComponent('{ refuse }')}`, { 'content-type': 'application/x-www-form-urlencoded' }),
    status: 415,
  },
  { name: 'a form with files', init: { method: 'POST', body: form }, status: 415 },
  { name: 'an unknown type of content', init: post(query, { 'content-type': 'application/xml' }), status: 415 },
  { name: 'another method', init: { method: 'PUT', body: query, headers: json }, status: 405 },
  { name: 'a wish for HTML', init: post(query, { ...json, accept: 'text/html' }), status: 406 },
  { name: 'a query that a picture could ask', ...get('query={refuse}', {}), status: 400 },
  { name: 'a mutation that a link could ask', ...get('query=mutation{login}'), status: 405 },
  { name: 'a mutation under an empty name', ...get('query=mutation%20A{login}&operationName='), status: 400 },
  { name: 'two queries in one address', ...get('query={refuse}&query={bug}'), status: 400 },
  { name: 'variables that are no JSON', ...get('query={refuse}&variables={'), status: 400 },
  { name: 'more headers than fit', init: post(query, { ...json, 'x-long': 'x'.repeat(20_000) }), status: 431 },
];
