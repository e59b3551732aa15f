import { expect, it } from 'vitest';
import { traceparentOf } from './traceparent.ts';

const valid = `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`;
const W3C = /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/;

it('keeps a trace that the caller began', () => {
  expect(traceparentOf(valid)).toBe(valid);
});

it.each([
  undefined,
  '',
  valid.toUpperCase(),
  `${valid}-more`,
  ` ${valid}`,
  `00-${'0'.repeat(32)}-${'cd'.repeat(8)}-01`,
  `00-${'ab'.repeat(16)}-${'0'.repeat(16)}-01`,
  [valid, valid],
])('begins a new one instead of %j', (header) => {
  const made = traceparentOf(header);
  expect(made).toMatch(W3C);
  expect(made).not.toBe(traceparentOf(header));
});
