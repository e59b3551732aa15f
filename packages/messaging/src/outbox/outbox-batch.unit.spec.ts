import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isPackable, type PackedRecord, packBatch, splitIntoBatches, unpackBatch } from './outbox-batch.ts';

const text = fc.string({ unit: 'binary', maxLength: 40 });
const packed: fc.Arbitrary<PackedRecord> = fc.record({
  topic: text,
  key: text,
  headers: fc
    .dictionary(fc.constantFrom('a', 'b', 'c', 'é'), fc.constantFrom('1', '2', ''), { maxKeys: 4 })
    .map((headers) => ({ ...headers })),
  payload: fc.option(fc.json()),
});
const record = (payload: string | Buffer | null) => ({ topic: 't', key: 'k', type: 't', headers: {}, payload });

it('holds records as they are, in order', () => {
  fc.assert(
    fc.property(fc.array(packed, { minLength: 1, maxLength: 20 }), (records) => {
      expect(unpackBatch(packBatch(records))).toEqual(records);
    }),
  );
});

it('refuses a text that is no whole batch', () => {
  const whole = packBatch([record('{"a":1}'), record(null)].filter(isPackable));
  for (const broken of [whole.slice(0, -1), whole.slice(0, 10), `${whole}x`, 'x']) {
    expect(() => unpackBatch(broken)).toThrow();
  }
});

it('takes texts of one line and tombstones, and nothing else', () => {
  expect(['{}', null, Buffer.from('{}'), 'two\nlines', ''].map((payload) => isPackable(record(payload)))).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});

it('parts many records, and large ones, without changing their order', () => {
  const many = Array.from({ length: 600 }, (_, index) => ({ ...record(null), key: String(index), payload: null }));
  expect(splitIntoBatches(many).map((batch) => batch.length)).toEqual([250, 250, 100]);
  expect(splitIntoBatches(many).flat()).toEqual(many);
  const large = Array.from({ length: 3 }, () => ({ ...record(null), payload: 'x'.repeat(600_000) }));
  expect(splitIntoBatches(large).map((batch) => batch.length)).toEqual([1, 1, 1]);
  expect(splitIntoBatches([])).toEqual([]);
});
