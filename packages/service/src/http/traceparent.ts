import { randomFillSync } from 'node:crypto';

const W3C = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The caller's W3C trace context when it is valid, otherwise the start of a new trace. */
export function traceparentOf(header: string | readonly string[] | undefined): string {
  if (typeof header === 'string' && W3C.test(header)) return header;
  const random = nextRandom();
  return `00-${random.slice(0, TRACE)}-${random.slice(TRACE)}-01`;
}

/** Hexadecimal digits of a trace id and of a span id. */
const [TRACE, SPAN] = [32, 16];
/** Drawn for many traces at once: asking the system for a few bytes costs as much as asking for many. */
const drawn = Buffer.alloc(128 * 24);
let used = drawn.length;

function nextRandom(): string {
  const size = (TRACE + SPAN) / 2;
  if (used + size > drawn.length) {
    randomFillSync(drawn);
    used = 0;
  }
  used += size;
  return drawn.toString('hex', used - size, used);
}
