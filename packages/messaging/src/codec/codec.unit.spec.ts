import { createRequire } from 'node:module';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { headerText } from '../headers.ts';
import { crc32c } from './crc32c.ts';
import { type CreateProduceRequest, type DecodeMessages, plainBatches, plainRequests } from './install-codec.ts';
import { FetchedMessage } from './read-record-batches.ts';

// The originals, which nothing has replaced here: they say what is right.
const require = createRequire(import.meta.url);
const createOriginal: CreateProduceRequest = require('kafkajs/src/protocol/requests/produce/v3/request.js');
const decodeOriginal: DecodeMessages = require('kafkajs/src/protocol/requests/fetch/v4/decodeMessages.js');
const Decoder: new (bytes: Buffer) => Parameters<DecodeMessages>[0] = require('kafkajs/src/protocol/decoder.js');

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-03-01T12:00:00.000Z'), toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const text = fc.oneof(fc.string({ maxLength: 60 }), fc.string({ unit: 'binary', maxLength: 200 }));
const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const content = fc.oneof(text, bytes);
const plain = fc.record({
  key: fc.option(content),
  value: fc.option(content),
  headers: fc.dictionary(text, content, { maxKeys: 12 }).map((headers) => ({ ...headers })),
});
/** With times, and with headers that are given several times. */
const anyMessage = fc.record({
  key: fc.option(content),
  value: fc.option(content),
  headers: fc
    .dictionary(text, fc.oneof(content, fc.array(content, { minLength: 1, maxLength: 3 })), { maxKeys: 5 })
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
async function encoded(create: CreateProduceRequest, partitions: readonly (readonly unknown[])[]): Promise<Buffer> {
  const { buffer } = (await create(requestOf(partitions)).encode()) as { readonly buffer: Buffer };
  return buffer;
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
        expect(await encoded(plainRequests(createOriginal), drawn)).toEqual(await encoded(createOriginal, drawn));
      }),
    );
  });

  it('is left to kafkajs when a message has a time or a header twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyMessage, { minLength: 1, maxLength: 5 }), async (drawn) => {
        expect(await encoded(plainRequests(createOriginal), [drawn])).toEqual(await encoded(createOriginal, [drawn]));
      }),
    );
  });

  it('holds a batch that is larger than the buffer is at first', async () => {
    const large = Array.from({ length: 1_400 }, (_, index) => ({
      key: `k${index}`,
      value: 'é'.repeat(400),
      headers: {},
    }));
    const [ours, original] = [
      await encoded(plainRequests(createOriginal), [large]),
      await encoded(createOriginal, [large]),
    ];
    expect(ours.length).toBeGreaterThan(1_048_576);
    expect(ours.equals(original)).toBe(true);
  });
});

describe('what is fetched', () => {
  const decode = plainBatches(decodeOriginal);

  it('is what kafkajs would read, over several batches, the last of which may be cut off', async () => {
    const batches = fc.array(fc.array(anyMessage, { minLength: 1, maxLength: 10 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(batches, fc.nat({ max: 120 }), async (drawn, cut) => {
        const requests = await Promise.all(drawn.map((messages) => encoded(createOriginal, [messages])));
        const whole = fetchOf(...requests.map(batchOf));
        const fetched = whole.subarray(0, Math.max(SIZE + TO_MAGIC, whole.length - cut));
        fetched.writeInt32BE(fetched.length - 4);
        const read = await decode(new Decoder(fetched));
        expect(seen(read)).toEqual(seen(await decodeOriginal(new Decoder(fetched))));
      }),
    );
  });

  it('has headers that read as texts without being read as bytes first', async () => {
    const messages = fc.array(anyMessage, { minLength: 1, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(messages, async (drawn) => {
        const read = await decode(new Decoder(fetchOf(batchOf(await encoded(createOriginal, [drawn])))));
        for (const message of read) {
          if (!(message instanceof FetchedMessage)) throw new Error('left to kafkajs');
          const { headers } = Object(message);
          const texts = Object.keys(headers).map((name) => [name, headerText(headers, name)]);
          expect(message.headerTexts()).toEqual(Object.fromEntries(texts));
        }
      }),
    );
  });

  it('is left to kafkajs when it is compressed', async () => {
    const { CompressionTypes } = require('kafkajs');
    const request = { ...requestOf([[{ key: 'k', value: 'v'.repeat(100) }]]), compression: CompressionTypes.GZIP };
    const { buffer } = (await plainRequests(createOriginal)(request).encode()) as { readonly buffer: Buffer };
    const read = await decode(new Decoder(fetchOf(batchOf(buffer))));
    expect(seen(read)).toMatchObject([{ key: Buffer.from('k'), value: Buffer.from('v'.repeat(100)) }]);
  });

  it('is nothing when nothing came', async () => {
    expect(await decode(new Decoder(Buffer.alloc(4)))).toEqual([]);
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
