import type { KafkaMessage } from 'kafkajs';
import { expect, it } from 'vitest';
import { deadLetter, MAX_VALUE_BYTES } from './dead-letter.ts';

const origin = { topic: 'orders', partition: 3, group: 'item' };
const now = new Date('2026-01-01T00:00:00Z');
type Change = {
  readonly key?: Buffer | null;
  readonly value?: Buffer | null;
  readonly headers?: Record<string, Buffer>;
};
const message = (change: Change): KafkaMessage => ({
  key: Buffer.from('k'),
  value: Buffer.from([0xff, 0x00]),
  timestamp: '0',
  attributes: 0,
  offset: '42',
  headers: { ce_id: Buffer.from('1') },
  ...change,
});
const letter = (change: Change) => deadLetter(message(change), 'no JSON', origin, now);

it('keeps the bytes and the headers, and tells why, from where and when', () => {
  expect(letter({})).toEqual({
    topic: 'orders.item.dlq',
    key: 'k',
    type: 'dead-letter',
    payload: Buffer.from([0xff, 0x00]),
    headers: {
      ce_id: '1',
      dlq_reason: 'no JSON',
      dlq_topic: 'orders',
      dlq_partition: '3',
      dlq_offset: '42',
      dlq_group: 'item',
      dlq_time: '2026-01-01T00:00:00.000Z',
      dlq_key: 'text',
    },
  });
});

it.each([
  ['is missing', null, 'none'],
  ['is empty', Buffer.alloc(0), 'text'],
  ['is no text', Buffer.from([0xff]), 'base64:/w=='],
  [
    'is too long for a column',
    Buffer.from('k'.repeat(256)),
    `base64:${Buffer.from('k'.repeat(256)).toString('base64')}`,
  ],
])('can be recorded when the key %s', (_name, key, note) => {
  const { key: recorded, headers } = letter({ key });
  expect([recorded, headers.dlq_key]).toEqual(['', note]);
});

it('keeps headers that are no text', () => {
  const { headers } = letter({ headers: { raw: Buffer.from([0xff]) } });
  expect(headers.dlq_binary_headers).toBe('{"raw":"/w=="}');
});

it('drops headers that would not fit a row, and names them', () => {
  const { headers } = letter({ headers: { large: Buffer.alloc(30_000, 'x'), ce_id: Buffer.from('1') } });
  expect([headers.ce_id, headers.large, headers.dlq_dropped_headers]).toEqual(['1', undefined, 'large']);
  expect(JSON.stringify(headers).length).toBeLessThan(65_535);
});

it('keeps a header that is named like the prototype', () => {
  const { headers } = letter({ headers: Object.fromEntries([['__proto__', Buffer.from('x')]]) });
  expect(JSON.parse(JSON.stringify(headers))).toHaveProperty(['__proto__'], 'x');
});

it('keeps a tombstone a tombstone', () => {
  expect(letter({ value: null }).payload).toBeNull();
});

const fills: readonly (readonly [string, Buffer])[] = [
  ['control characters', Buffer.from([1])],
  ['quotation marks', Buffer.from('"')],
  ['bytes that are no text', Buffer.from([0xff])],
  ['characters of three bytes', Buffer.from('한')],
];

it.each(fills)(
  'fits its row whatever the record holds: keys, reasons, names and headers of %s without end',
  (_name, fill) => {
    for (const length of [3, 30, 300, 3_000, 12_000, 60_000]) {
      const long = Buffer.alloc(length, fill);
      const headers = Object.fromEntries(
        Array.from({ length: 40 }, (_, index) => [`${index}${long.toString('latin1')}`, long]),
      );
      const { headers: written } = deadLetter(message({ headers, key: long }), long.toString(), origin, now);
      expect(Buffer.byteLength(JSON.stringify(written))).toBeLessThan(65_535);
    }
  },
);

it('leaves out a value that no dead-letter topic takes, and says how large it was', () => {
  const value = Buffer.alloc(MAX_VALUE_BYTES + 1);
  const { payload, headers } = letter({ value });
  expect([payload, headers.dlq_dropped_value]).toEqual([null, '2000001']);
  expect(letter({ value: value.subarray(1) }).payload).toHaveLength(MAX_VALUE_BYTES);
});
