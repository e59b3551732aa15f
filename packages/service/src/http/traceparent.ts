import { randomBytes } from 'node:crypto';

const W3C = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The caller's W3C trace context when it is valid, otherwise the start of a new trace. */
export function traceparentOf(header: string | readonly string[] | undefined): string {
  if (typeof header === 'string' && W3C.test(header)) return header;
  return `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;
}
