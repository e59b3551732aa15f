import kafkajs, { type Message, type ProduceRequestOptions, type RecordCodec } from 'kafkajs';
import { ByteWriter } from './byte-writer.ts';
import { readRecordBatches } from './read-record-batches.ts';
import { isPlain, type PlainMessage, writeRecordBatch } from './write-record-batch.ts';

/**
 * Our encoder and decoder of record batches, for the hook that `patches/kafkajs@2.2.4.patch` opens (docs/drivers.md).
 * What is not plain – compression, transactions, times and repeated headers – is left to kafkajs: then they answer null.
 */
export const plainCodec: Required<RecordCodec> = {
  writeProduce: (request) => (isPlainRequest(request) ? encodeRequest(request) : null),
  readBatches: readRecordBatches,
};

/** Lets kafkajs use our codec from its next request on. Throws when kafkajs was installed without its patch. */
export function useRecordCodec(): void {
  // Its exports cannot all be imported by name under Node.
  const hook: RecordCodec | undefined = kafkajs.recordCodec;
  if (hook === undefined) throw new Error('kafkajs lacks its codec hook; install it with patches/kafkajs@2.2.4.patch');
  Object.assign(hook, plainCodec);
}

/** A request whose messages are all plain. */
interface PlainRequest {
  readonly acks: number;
  readonly timeout: number;
  readonly topicData: readonly {
    readonly topic: string;
    readonly partitions: readonly {
      readonly partition: number;
      readonly messages: readonly (Message & PlainMessage)[];
    }[];
  }[];
}

const NO_COMPRESSION = 0;

function isPlainRequest(request: ProduceRequestOptions): request is ProduceRequestOptions & PlainRequest {
  const { compression, transactionalId, producerId, topicData } = request;
  // The id is a Long; −1 stands for none.
  if (compression !== NO_COMPRESSION || transactionalId || String(producerId) !== '-1') return false;
  return topicData.every(({ partitions }) => partitions.every(({ messages }) => messages.every(isPlain)));
}

/** Reused: a request is copied out of it before the next one is written. */
const writer = new ByteWriter(1_048_576);

/** Versions 3 to 7 of a produce request have the same body. */
function encodeRequest({ acks, timeout, topicData }: PlainRequest) {
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
