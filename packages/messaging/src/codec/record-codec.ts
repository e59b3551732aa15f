import { createRequire } from 'node:module';
import type { Message } from 'kafkajs';
import { ByteWriter } from './byte-writer.ts';
import { readRecordBatches } from './read-record-batches.ts';
import { isPlain, type PlainMessage, writeRecordBatch } from './write-record-batch.ts';

/** The parts of kafkajs that are replaced are internal to it, so they are known of this version only. */
const VERSION = '2.2.4';
const PRODUCE = 'kafkajs/src/protocol/requests/produce/v3/request.js';
const FETCH = 'kafkajs/src/protocol/requests/fetch/v4/decodeMessages.js';
const NO_COMPRESSION = 0;

/** What kafkajs asks to be written; version 3 to 7 have the same body. */
export interface ProduceRequest<M = Message> {
  readonly acks: number;
  readonly timeout: number;
  readonly compression?: number;
  readonly transactionalId?: string | null;
  /** A Long; −1 for none. */
  readonly producerId?: unknown;
  readonly topicData: readonly {
    readonly topic: string;
    readonly partitions: readonly { readonly partition: number; readonly messages: readonly M[] }[];
  }[];
}

interface EncodedRequest {
  encode(): Promise<unknown>;
}

interface WireDecoder {
  readonly offset: number;
  readInt32(): number;
  canReadBytes(count: number): boolean;
  readBytes(count: number): Buffer;
}

type PlainProduceRequest = ProduceRequest & ProduceRequest<PlainMessage>;
export type CreateProduceRequest = (request: ProduceRequest) => EncodedRequest;
export type DecodeMessages = (decoder: WireDecoder) => Promise<readonly unknown[]>;

let installed = false;

/**
 * Replaces the record encoder and decoder of kafkajs, which take more than half of a busy process's time, by ours. What
 * is not plain – compression, transactions, times and repeated headers – still goes through the original. Must run
 * before the first request.
 */
export function installCodec(): void {
  if (installed) return;
  installed = true;
  const require = createRequire(import.meta.url);
  const { version }: { version: string } = require('kafkajs/package.json');
  if (version !== VERSION) throw new Error(`kafkajs ${VERSION} is needed, not ${version}: its codec is replaced`);
  replace(require, PRODUCE, plainRequests);
  replace(require, FETCH, plainBatches);
}

function replace<T>(require: NodeJS.Require, path: string, replacement: (original: T) => T): void {
  const original: T = require(path);
  const loaded = require.cache[require.resolve(path)];
  if (loaded === undefined) throw new Error(`${path} cannot be replaced`);
  loaded.exports = replacement(original);
}

/** Produce requests whose messages are all plain are written in one go. */
export function plainRequests(original: CreateProduceRequest): CreateProduceRequest {
  return (request) => {
    const created = original(request);
    return isPlainRequest(request) ? { ...created, encode: async () => encodeRequest(request) } : created;
  };
}

function isPlainRequest(request: ProduceRequest): request is PlainProduceRequest {
  const { compression = NO_COMPRESSION, transactionalId, producerId = -1, topicData } = request;
  if (compression !== NO_COMPRESSION || transactionalId || String(producerId) !== '-1') return false;
  return topicData.every(({ partitions }) => partitions.every(({ messages }) => messages.every(isPlain)));
}

/** Reused: a request is copied out of it before the next one is written. */
const writer = new ByteWriter(1_048_576);

function encodeRequest({ acks, timeout, topicData }: PlainProduceRequest) {
  const now = Date.now();
  writer.position = 0;
  writer.int16(-1);
  writer.int16(acks);
  writer.int32(timeout);
  writer.int32(topicData.length);
  for (const { topic, partitions } of topicData) {
    const name = Buffer.from(topic);
    writer.int16(name.length);
    for (const byte of name) writer.int8(byte);
    writer.int32(partitions.length);
    for (const { partition, messages } of partitions) {
      writer.int32(partition);
      const sizeAt = writer.position;
      writer.int32(0);
      writeRecordBatch(writer, messages, now);
      writer.bytes.writeInt32BE(writer.position - sizeAt - 4, sizeAt);
    }
  }
  const buffer = Buffer.from(writer.bytes.subarray(0, writer.position));
  return { buf: buffer, buffer, size: () => buffer.length };
}

/** Fetched batches that are plain are read in one go. */
export function plainBatches(original: DecodeMessages): DecodeMessages {
  return async (decoder) => {
    const before = decoder.offset;
    const size = decoder.readInt32();
    if (size <= 0 || !decoder.canReadBytes(size)) return [];
    const messages = readRecordBatches(decoder.readBytes(size));
    if (messages !== null) return messages;
    Object.assign(decoder, { offset: before });
    return original(decoder);
  };
}
