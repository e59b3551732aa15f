import type { Message } from 'kafkajs';
import type { ByteWriter } from './byte-writer.ts';
import { crc32c } from './crc32c.ts';

const MAGIC = 2;
/** The checksum covers everything after itself. */
const CRC_SIZE = 4;

/** A message that can be written here: no time of its own, each header once. The rest is left to kafkajs. */
export interface PlainMessage {
  readonly key?: Buffer | string | null;
  readonly value: Buffer | string | null;
  readonly headers?: Readonly<Record<string, Buffer | string>>;
}

/** Whether a message is plain. */
export function isPlain(message: Message): boolean {
  if (message.timestamp !== undefined) return false;
  const { headers } = message;
  for (const name in headers) {
    const value = headers[name];
    if (typeof value !== 'string' && !Buffer.isBuffer(value)) return false;
  }
  return true;
}

/** Writes messages as one uncompressed record batch (version 2, no producer id), preceded by nothing. */
export function writeRecordBatch(writer: ByteWriter, messages: readonly PlainMessage[], timestamp: number): void {
  writer.int64(0n);
  const lengthAt = writer.position;
  writer.int32(0);
  writer.int32(0);
  writer.int8(MAGIC);
  const crcAt = writer.position;
  writer.int32(0);
  writer.int16(0);
  writer.int32(messages.length - 1);
  writer.int64(BigInt(timestamp));
  writer.int64(BigInt(timestamp));
  writer.int64(-1n);
  writer.int16(0);
  writer.int32(0);
  writer.int32(messages.length);
  for (let index = 0; index < messages.length; index++) {
    const message = messages[index];
    if (message !== undefined) writeRecord(writer, message, index);
  }
  writer.bytes.writeInt32BE(writer.position - lengthAt - 4, lengthAt);
  writer.bytes.writeUInt32BE(crc32c(writer.bytes, crcAt + CRC_SIZE, writer.position), crcAt);
}

function writeRecord(writer: ByteWriter, { key, value, headers = {} }: PlainMessage, offsetDelta: number): void {
  const start = writer.position;
  writer.int8(0);
  writer.varint(0);
  writer.varint(offsetDelta);
  writer.varintBytes(key ?? null);
  writer.varintBytes(value);
  const names = Object.keys(headers);
  writer.varint(names.length);
  for (const name of names) {
    writer.varintBytes(name);
    writer.varintBytes(headers[name] ?? null);
  }
  writer.prefixLength(start);
}
