import { expect, it } from 'vitest';
import type { EventMetadata } from './event.ts';
import { decodeHeaders, encodeHeaders, headerText, partitionKeyOf } from './headers.ts';

const metadata: EventMetadata = {
  id: '1',
  type: 'shop.thing.done.v1',
  source: 'shop',
  time: '2026-01-01T00:00:00.000Z',
  subject: 'thing-1',
  sequence: 7,
};

it('writes the attributes of CloudEvents 1.0 in binary mode', () => {
  expect(encodeHeaders(metadata)).toEqual({
    ce_specversion: '1.0',
    ce_id: '1',
    ce_type: 'shop.thing.done.v1',
    ce_source: 'shop',
    ce_time: '2026-01-01T00:00:00.000Z',
    ce_subject: 'thing-1',
    ce_sequence: '7',
    'content-type': 'application/json',
  });
});

it.each([metadata, { ...metadata, traceparent: '00-a-b-01' }, { ...metadata, partitionKey: 'things' }])(
  'reads what it wrote',
  (written) => {
    expect(decodeHeaders(encodeHeaders(written))).toEqual(written);
  },
);

it.each(['ce_id', 'ce_type', 'ce_source', 'ce_time', 'ce_subject', 'ce_sequence'])('misses %s', (name) => {
  const { [name]: _gone, ...rest } = encodeHeaders(metadata);
  expect(decodeHeaders(rest)).toEqual({ missing: name });
});

it.each(['x', '-1', '1.5', '9007199254740993'])('takes no sequence %s', (sequence) => {
  expect(decodeHeaders({ ...encodeHeaders(metadata), ce_sequence: sequence })).toEqual({ missing: 'ce_sequence' });
});

it('takes the key for the partition key where the headers name no other', () => {
  expect(partitionKeyOf({ key: 'thing-1', headers: encodeHeaders(metadata) })).toBe('thing-1');
  expect(partitionKeyOf({ key: 'thing-1', headers: encodeHeaders({ ...metadata, partitionKey: 'all' }) })).toBe('all');
});

it('takes the last of several values', () => {
  expect(headerText({ a: [Buffer.from('1'), '2'] }, 'a')).toBe('2');
  expect(headerText(undefined, 'a')).toBeUndefined();
});
