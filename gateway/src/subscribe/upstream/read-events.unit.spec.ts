import { expect, test } from 'vitest';
import { createEventReader, type ServerEvent } from './read-events.ts';

const stream = ':\n\nevent: next\ndata: {"data":1}\n\n:\n\nevent: next\ndata:{"data":2}\n\nevent: complete\ndata: \n\n';
const events = [
  { event: 'next', data: '{"data":1}' },
  { event: 'next', data: '{"data":2}' },
  { event: 'complete', data: '' },
];

test.each([1, 2, 3, 7, stream.length])('reads the same events from pieces of %i characters', (length) => {
  const seen: ServerEvent[] = [];
  const read = createEventReader((event) => seen.push(event));
  for (let start = 0; start < stream.length; start += length) read(stream.slice(start, start + length));
  expect(seen).toEqual(events);
});

test('an event that is not whole is none yet', () => {
  const seen: ServerEvent[] = [];
  createEventReader((event) => seen.push(event))('event: next\ndata: {}\n');
  expect(seen).toEqual([]);
});
