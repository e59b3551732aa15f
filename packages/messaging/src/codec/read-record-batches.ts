import { setHeader } from '../event/headers.ts';

/** What a batch says of all its records, as kafkajs names it. */
export interface BatchContext {
  readonly firstOffset: string;
  readonly firstTimestamp: string;
  readonly partitionLeaderEpoch: number;
  readonly inTransaction: boolean;
  readonly isControlBatch: boolean;
  readonly lastOffsetDelta: number;
  readonly producerId: string;
  readonly producerEpoch: number;
  readonly firstSequence: number;
  readonly maxTimestamp: string;
  readonly timestampType: number;
  readonly magicByte: number;
}

type HeaderValue = Buffer | null;
type WireHeaders = Record<string, HeaderValue | HeaderValue[]>;

/** Where a batch has what; the checksum is the transport's affair, as in kafkajs. */
const LENGTH_AT = 8;
const EPOCH_AT = 12;
const MAGIC_AT = 16;
const ATTRIBUTES_AT = 21;
const RECORDS_AT = 61;
const MAGIC = 2;
const COMPRESSION = 0x7;
const LOG_APPEND_TIME = 0x8;
const TRANSACTIONAL = 0x10;
const CONTROL = 0x20;

/** One record of a fetch, as kafkajs shows it, and its headers as texts. They are read when they are asked for. */
export class FetchedMessage {
  readonly magicByte = MAGIC;
  readonly attributes: number;
  readonly timestamp: string;
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly batchContext: BatchContext;
  readonly #bytes: Buffer;
  readonly #headersAt: number;
  #headers: WireHeaders | undefined;

  constructor(reader: Reader, batchContext: BatchContext, firstOffset: bigint, firstTimestamp: number) {
    this.batchContext = batchContext;
    this.attributes = reader.int8();
    const timestamp = firstTimestamp + reader.varlong();
    this.timestamp = batchContext.timestampType === 1 ? batchContext.maxTimestamp : String(timestamp);
    this.offset = String(firstOffset + BigInt(reader.varint()));
    this.key = reader.varintBytes();
    this.value = reader.varintBytes();
    this.#bytes = reader.bytes;
    this.#headersAt = reader.position;
  }

  get isControlRecord(): boolean {
    return this.batchContext.isControlBatch;
  }

  get headers(): WireHeaders {
    this.#headers ??= readHeaders(new Reader(this.#bytes, this.#headersAt));
    return this.#headers;
  }

  /** The headers that are not null as UTF-8 texts; the last one wins when one was given several times. */
  headerTexts(): Record<string, string> {
    return readHeaderTexts(new Reader(this.#bytes, this.#headersAt));
  }
}

/**
 * Reads the record batches of one partition of a fetch; an incomplete one at the end is left out. Null when one of them
 * is compressed or of an older version: kafkajs reads those.
 */
export function readRecordBatches(bytes: Buffer): FetchedMessage[] | null {
  const messages: FetchedMessage[] = [];
  for (let start = 0; start + RECORDS_AT <= bytes.length; ) {
    const end = start + LENGTH_AT + 4 + bytes.readInt32BE(start + LENGTH_AT);
    if (bytes[start + MAGIC_AT] !== MAGIC) return null;
    if (end > bytes.length) break;
    if ((bytes.readInt16BE(start + ATTRIBUTES_AT) & COMPRESSION) !== 0) return null;
    readBatch(bytes, start, messages);
    start = end;
  }
  return messages;
}

function readBatch(bytes: Buffer, start: number, messages: FetchedMessage[]): void {
  const attributes = bytes.readInt16BE(start + ATTRIBUTES_AT);
  const firstOffset = bytes.readBigInt64BE(start);
  const firstTimestamp = bytes.readBigInt64BE(start + 27);
  const context: BatchContext = {
    firstOffset: String(firstOffset),
    firstTimestamp: String(firstTimestamp),
    partitionLeaderEpoch: bytes.readInt32BE(start + EPOCH_AT),
    inTransaction: (attributes & TRANSACTIONAL) > 0,
    isControlBatch: (attributes & CONTROL) > 0,
    lastOffsetDelta: bytes.readInt32BE(start + 23),
    producerId: String(bytes.readBigInt64BE(start + 43)),
    producerEpoch: bytes.readInt16BE(start + 51),
    firstSequence: bytes.readInt32BE(start + 53),
    maxTimestamp: String(bytes.readBigInt64BE(start + 35)),
    timestampType: (attributes & LOG_APPEND_TIME) > 0 ? 1 : 0,
    magicByte: MAGIC,
  };
  const count = bytes.readInt32BE(start + 57);
  const reader = new Reader(bytes, start + RECORDS_AT);
  for (let index = 0; index < count; index++) {
    const length = reader.varint();
    const next = reader.position + length;
    messages.push(new FetchedMessage(reader, context, firstOffset, Number(firstTimestamp)));
    reader.position = next;
  }
}

function readHeaders(reader: Reader): WireHeaders {
  const headers: WireHeaders = {};
  const count = reader.varint();
  for (let index = 0; index < count; index++) {
    const { text: name } = readName(reader);
    const value = reader.varintBytes();
    const before = Object.hasOwn(headers, name) ? headers[name] : undefined;
    if (before === undefined) setHeader(headers, name, value);
    else setHeader(headers, name, Array.isArray(before) ? [...before, value] : [before, value]);
  }
  return headers;
}

function readHeaderTexts(reader: Reader): Record<string, string> {
  const texts: Record<string, string> = {};
  const count = reader.varint();
  for (let index = 0; index < count; index++) {
    const name = readName(reader);
    // Most headers of a record are those of the record before.
    const value = reader.varintText(name.lastValue);
    if (value === null) continue;
    name.lastValue = value;
    setHeader(texts, name.text, value);
  }
  return texts;
}

interface Name {
  readonly text: string;
  lastValue: string;
}

const MAX_NAMES = 64;
/** Names met before, of the records of all topics: there are few, and a text made anew for each header costs more than its value. */
const names: Name[] = [];
let lastName = -1;

/** Names come in the same order in record after record: the one after the last is tried first. */
function readName(reader: Reader): Name {
  const start = reader.position;
  const length = reader.varint();
  for (let tried = 0; tried < names.length; tried++) {
    lastName = (lastName + 1) % names.length;
    const name = names[lastName];
    if (name !== undefined && reader.skip(name.text, length)) return name;
  }
  reader.position = start;
  const name = { text: reader.varintText('') ?? 'null', lastValue: '' };
  if (names.length < MAX_NAMES) names.push(name);
  return name;
}

class Reader {
  readonly bytes: Buffer;
  position: number;

  constructor(bytes: Buffer, position: number) {
    this.bytes = bytes;
    this.position = position;
  }

  int8(): number {
    return this.bytes.readInt8(this.position++);
  }

  /** Zigzag, of at most 31 bits. */
  varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.bytes[this.position++] ?? 0;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    return (value >>> 1) ^ -(value & 1);
  }

  /** Zigzag, exact up to 2^53: the milliseconds between the times of two records. */
  varlong(): number {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.bytes[this.position++] ?? 0;
      if (shift === 0n && byte < 0x80) return (byte >>> 1) ^ -(byte & 1);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    return Number(BigInt.asIntN(64, (value >> 1n) ^ -(value & 1n)));
  }

  /** A UTF-8 text with its length, or null; `expected` itself when it is that. */
  varintText(expected: string): string | null {
    const length = this.varint();
    if (length < 0) return null;
    if (this.skip(expected, length)) return expected;
    const start = this.position;
    this.position += length;
    return this.bytes.toString('utf8', start, this.position);
  }

  /** Goes past a text if it is next, with this many bytes, and all of it is ASCII. */
  skip(text: string, length: number): boolean {
    if (text.length !== length) return false;
    for (let index = 0; index < length; index++) {
      const byte = this.bytes[this.position + index] ?? 0;
      if (byte > 0x7f || byte !== text.charCodeAt(index)) return false;
    }
    this.position += length;
    return true;
  }

  varintBytes(): Buffer | null {
    const length = this.varint();
    if (length < 0) return null;
    const start = this.position;
    this.position += length;
    return this.bytes.subarray(start, this.position);
  }
}
