import fc from 'fast-check';
import { BSON } from 'mongodb';
import { expect, test } from 'vitest';
import { emptyDocument } from '../fold-my-page/fold-my-page.ts';
import type { MyPageDocument } from '../fold-my-page/my-page-document.ts';
import { createBsonWriter } from './bson-writer.ts';
import { encodeDocument } from './encode-document.ts';

const name = fc.record({ id: fc.string({ unit: 'grapheme' }), at: fc.string() });
const total = fc.option(fc.record({ amount: fc.maxSafeInteger(), currency: fc.constant('KRW' as const) }));
const status = fc.constant('CONFIRMED' as const);
const entry = { id: fc.string(), at: fc.string(), version: fc.nat() };
const order = fc.record({ ...entry, status, title: fc.option(fc.string({ unit: 'grapheme' })), total });
const shelf = { earlier: fc.array(name, { maxLength: 130 }), archivedTo: fc.option(name) };
const page: fc.Arbitrary<MyPageDocument> = fc.record({
  _id: fc.string(),
  revision: fc.nat(),
  isErased: fc.boolean(),
  asOf: fc.record({ profile: fc.option(fc.string()), orders: fc.option(fc.string()), coupons: fc.constant(null) }),
  profile: fc.option(fc.record({ version: fc.nat(), name: fc.string(), email: fc.string() })),
  orders: fc.record({ count: fc.nat(), newest: fc.array(order), ...shelf }),
  coupons: fc.constant(emptyDocument('nobody').coupons),
});

function bytesOf(document: object): Buffer {
  const writer = createBsonWriter();
  encodeDocument(document, undefined, writer);
  return Buffer.from(writer.bytes());
}

test('a page has the bytes that the driver would give it', () => {
  fc.assert(
    fc.property(page, (document) => {
      expect(bytesOf(document)).toEqual(BSON.serialize(document));
    }),
  );
});

test('numbers of any size, characters of any length and what is not there are written as the driver does', () => {
  const odd = {
    big: 2 ** 31,
    small: -(2 ** 31),
    half: 0.5,
    text: 'Grüße, 世界 👋',
    missing: undefined,
    empty: {},
    list: [],
  };
  expect(bytesOf(odd)).toEqual(BSON.serialize(odd, { ignoreUndefined: false }));
  expect(() => bytesOf({ when: 1n })).toThrow(TypeError);
});

test('what somebody has put into a page by hand stays what it is', () => {
  const { ObjectId, Long, Decimal128 } = BSON;
  const at = new Date('2026-01-01T00:00:00.001Z');
  const byHand = { at, list: [at, { id: new ObjectId() }], long: Long.MAX_VALUE, price: Decimal128.fromString('1.5') };
  expect(bytesOf(byHand)).toEqual(BSON.serialize(byHand));
});

test('what is cleared is written again from its beginning', () => {
  const writer = createBsonWriter();
  encodeDocument({ text: 'a longer text' }, undefined, writer);
  writer.clear();
  encodeDocument({ text: 'short' }, undefined, writer);
  expect(writer.bytes()).toEqual(BSON.serialize({ text: 'short' }));
});

test('a page of 2,000 names is longer than the memory that was there for it', () => {
  const earlier = Array.from({ length: 2_000 }, (_, index) => ({
    id: `order-${index}`,
    at: '2026-01-01T00:00:00.000Z',
  }));
  const document = emptyDocument('busy');
  const busy = { ...document, orders: { ...document.orders, count: earlier.length, earlier } };
  expect(bytesOf(busy).length).toBeGreaterThan(65_536);
  expect(bytesOf(busy)).toEqual(BSON.serialize(busy));
});
