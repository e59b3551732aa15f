import { createRequire } from 'node:module';
import fc from 'fast-check';
import type { RecordCodec } from 'kafkajs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { headerText } from '../event/headers.ts';
import { crc32c } from './crc32c.ts';
import { FetchedMessage } from './read-record-batches.ts';
import { plainCodec } from './record-codec.ts';

interface WireDecoder {
  readonly offset: number;
}
type CreateProduceRequest = (request: unknown) => { encode(): Promise<{ readonly buffer: Buffer }> };
type DecodeMessages = (decoder: WireDecoder) => Promise<readonly object[]>;

// What kafkajs writes and reads by itself says what is right; with the hook taken, ours is in its place.
const require = createRequire(import.meta.url);
const createRequest: CreateProduceRequest = require('kafkajs/src/protocol/requests/produce/v3/request.js');
const decodeMessages: DecodeMessages = require('kafkajs/src/protocol/requests/fetch/v4/decodeMessages.js');
const Decoder: new (bytes: Buffer) => WireDecoder = require('kafkajs/src/protocol/decoder.js');
const { recordCodec }: { recordCodec: RecordCodec } = require('kafkajs');

/** kafkajs reads its hook before it does anything else. */
function withCodec<T>(codec: RecordCodec, work: () => T): T {
  Object.assign(recordCodec, codec);
  try {
    return work();
  } finally {
    Object.assign(recordCodec, none);
  }
}
const none: RecordCodec = { writeProduce: null, readBatches: null };
const encodeOriginal = (request: unknown) => createRequest(request).encode();
const encodeOurs = (request: unknown) => withCodec(plainCodec, () => encodeOriginal(request));
const decodeOriginal = (bytes: Buffer) => decodeMessages(new Decoder(bytes));
const decodeOurs = (bytes: Buffer) => withCodec(plainCodec, () => decodeOriginal(bytes));

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-03-01T12:00:00.000Z'), toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const text = fc.oneof(fc.string({ maxLength: 60 }), fc.string({ unit: 'binary', maxLength: 200 }));
const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const content = fc.oneof(text, bytes);
/** kafkajs takes a header of the name of a property that every object has for one that comes twice. */
const headerName = text.filter((name) => !(name in Object.prototype));
const plain = fc.record({
  key: fc.option(content),
  value: fc.option(content),
  headers: fc.dictionary(headerName, content, { maxKeys: 12 }).map((headers) => ({ ...headers })),
});
/** With times, and with headers that are given several times. */
const anyMessage = fc.record({
  key: fc.option(content),
  value: fc.option(content),
  headers: fc
    .dictionary(headerName, fc.oneof(content, fc.array(content, { minLength: 1, maxLength: 3 })), { maxKeys: 5 })
    .map((headers) => ({ ...headers })),
  timestamp: fc.integer({ min: 1_600_000_000_000, max: 2_000_000_000_000 }).map(String),
});
const requestOf = (partitions: readonly (readonly unknown[])[]) => ({
  acks: -1,
  timeout: 5_000,
  topicData: [
    {
      topic: 'shop.thing.done.v1',
      partitions: partitions.map((messages, partition) => ({ partition, messages: messages as never })),
    },
  ],
});
type Encode = typeof encodeOriginal;
async function encoded(encode: Encode, partitions: readonly (readonly unknown[])[]): Promise<Buffer> {
  return (await encode(requestOf(partitions))).buffer;
}

const SIZE = 4;
/** With less of a batch kafkajs fails, but a broker sends the first one whole. */
const TO_MAGIC = 17;
/** The record batch of a request for one partition of one topic. */
const batchOf = (request: Buffer) => request.subarray(2 + 2 + 4 + 4 + 2 + 'shop.thing.done.v1'.length + 4 + 4);
/** As the batch lies in a fetch: its size, then itself at another offset. */
function fetchOf(...batches: readonly Buffer[]): Buffer {
  const size = Buffer.alloc(4);
  const moved = batches.map((batch, index) => {
    const body = Buffer.from(batch.subarray(4));
    body.writeBigInt64BE(BigInt(index) * 1_000_000_000_007n);
    return body;
  });
  size.writeInt32BE(moved.reduce((total, { length }) => total + length, 0));
  return Buffer.concat([size, ...moved]);
}
const seen = (messages: readonly unknown[]) =>
  messages.map((message) => {
    const { magicByte, attributes, timestamp, offset, key, value, headers, isControlRecord, batchContext } =
      Object(message);
    return { magicByte, attributes, timestamp, offset, key, value, headers, isControlRecord, batchContext };
  });

describe('what is sent', () => {
  it('is byte for byte what kafkajs would send', async () => {
    const partitions = fc.array(fc.array(plain, { minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(partitions, async (drawn) => {
        expect(await encoded(encodeOurs, drawn)).toEqual(await encoded(encodeOriginal, drawn));
      }),
    );
  });

  it('is left to kafkajs when a message has a time or a header twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyMessage, { minLength: 1, maxLength: 5 }), async (drawn) => {
        expect(await encoded(encodeOurs, [drawn])).toEqual(await encoded(encodeOriginal, [drawn]));
      }),
    );
  });

  it('holds a batch that is larger than the buffer is at first', async () => {
    const large = Array.from({ length: 1_400 }, (_, index) => ({
      key: `k${index}`,
      value: 'é'.repeat(400),
      headers: {},
    }));
    const [ours, original] = [await encoded(encodeOurs, [large]), await encoded(encodeOriginal, [large])];
    expect(ours.length).toBeGreaterThan(1_048_576);
    expect(ours.equals(original)).toBe(true);
  });
});

describe('what is fetched', () => {
  it('is what kafkajs would read, over several batches, the last of which may be cut off', async () => {
    const batches = fc.array(fc.array(anyMessage, { minLength: 1, maxLength: 10 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(batches, fc.nat({ max: 120 }), async (drawn, cut) => {
        const requests = await Promise.all(drawn.map((messages) => encoded(encodeOriginal, [messages])));
        const whole = fetchOf(...requests.map(batchOf));
        const fetched = whole.subarray(0, Math.max(SIZE + TO_MAGIC, whole.length - cut));
        fetched.writeInt32BE(fetched.length - 4);
        const read = await decodeOurs(fetched);
        expect(seen(read)).toEqual(seen(await decodeOriginal(fetched)));
      }),
    );
  });

  it('has headers that read as texts without being read as bytes first', async () => {
    const messages = fc.array(anyMessage, { minLength: 1, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(messages, async (drawn) => {
        const read = await decodeOurs(fetchOf(batchOf(await encoded(encodeOriginal, [drawn]))));
        for (const message of read) {
          if (!(message instanceof FetchedMessage)) throw new Error('left to kafkajs');
          const { headers } = Object(message);
          const texts = Object.keys(headers).map((name) => [name, headerText(headers, name)]);
          expect(message.headerTexts()).toEqual(Object.fromEntries(texts));
        }
      }),
    );
  });

  it('has a header that is named like what every object has, once', async () => {
    const headers = { valueOf: ['a'] };
    const [read] = await decodeOurs(
      fetchOf(batchOf(await encoded(encodeOriginal, [[{ key: 'k', value: 'v', headers }]]))),
    );
    expect(Object.entries(Object(read).headers)).toEqual([['valueOf', Buffer.from('a')]]);
  });

  it('has a header that is named like the prototype, and keeps its own', async () => {
    const headers = Object.fromEntries([['__proto__', ['a', 'b']]]);
    const [read] = await decodeOurs(
      fetchOf(batchOf(await encoded(encodeOriginal, [[{ key: 'k', value: 'v', headers }]]))),
    );
    expect(Object.entries(Object(read).headers)).toEqual([['__proto__', [Buffer.from('a'), Buffer.from('b')]]]);
    expect(Object.getPrototypeOf(Object(read).headers)).toBe(Object.prototype);
  });

  it('is left to kafkajs when it is compressed', async () => {
    const { CompressionTypes } = require('kafkajs');
    const request = { ...requestOf([[{ key: 'k', value: 'v'.repeat(100) }]]), compression: CompressionTypes.GZIP };
    const { buffer } = await encodeOurs(request);
    const read = await decodeOurs(fetchOf(batchOf(buffer)));
    expect(seen(read)).toMatchObject([{ key: Buffer.from('k'), value: Buffer.from('v'.repeat(100)) }]);
  });

  it('is nothing when nothing came', async () => {
    expect(await decodeOurs(Buffer.alloc(4))).toEqual([]);
  });
});

it('computes CRC-32C: the check value of the catalogue, and any length', () => {
  expect(crc32c(Buffer.from('123456789'), 0, 9)).toBe(0xe3069283);
  const original: (bytes: Buffer) => number = require('kafkajs/src/protocol/recordBatch/crc32C/index.js');
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), (array) => {
      const buffer = Buffer.from(array);
      expect(crc32c(buffer, 0, buffer.length)).toBe(original(buffer) >>> 0);
    }),
  );
});
