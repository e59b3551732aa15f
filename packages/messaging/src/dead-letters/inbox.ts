import { type ConfigResourceTypes, type Kafka, type KafkaMessage, type Message, Partitioners } from 'kafkajs';
import { headerText } from '../event/headers.ts';
import { verify } from '../producer/producer.ts';
import { deadLetterTopic } from '../topics/create-topics.ts';
import { type DeadLetter, HANDLED, readDeadLetter } from './dead-letter-record.ts';
import { readFrom, readWholeTopic } from './read-whole-topic.ts';

/** The dead letters of one consumer group on one topic. */
export interface Inbox {
  readonly kafka: Kafka;
  /** Without the prefix. */
  readonly topic: string;
  readonly group: string;
  readonly topicPrefix?: string;
}

/** What waits in the inbox, oldest first. */
export async function listDeadLetters(inbox: Inbox): Promise<DeadLetter[]> {
  const messages = await readWholeTopic(inbox.kafka, nameOf(inbox));
  const handled = new Set(messages.map(({ headers }) => headerText(headers, HANDLED.offset)));
  return messages.flatMap((message) => (handled.has(message.offset) ? [] : (readDeadLetter(message) ?? [])));
}

/** One dead letter that waits; undefined when there is none at that offset, or it has been handled. */
export async function showDeadLetter(inbox: Inbox, offset: string): Promise<DeadLetter | undefined> {
  return (await listDeadLetters(inbox)).find((letter) => letter.offset === offset);
}

/**
 * Puts the record back on the partition that it came from, byte for byte, and then notes that in the inbox. Every group
 * that reads the topic gets it, out of its former order; a crash between the two repeats it. Throws when parts of it were not
 * kept, or when a compacted topic would keep it instead of a newer state of the same thing.
 */
export async function replayDeadLetter(inbox: Inbox, offset: string): Promise<DeadLetter> {
  const letter = await mustShow(inbox, offset);
  if (!letter.whole) throw new Error(`Dead letter ${offset} was too large to be kept whole and cannot be replayed`);
  await refuseOutdated(inbox, letter);
  const { origin, key, value, headers } = letter;
  await write(inbox, (inbox.topicPrefix ?? '') + origin.topic, { partition: origin.partition, key, value, headers });
  await note(inbox, offset, 'replayed');
  return letter;
}

/** Of each key a compacted topic keeps what was written last: that must not become an older state than the one it has. */
async function refuseOutdated({ kafka, topicPrefix = '' }: Inbox, { offset, origin, key, headers }: DeadLetter) {
  const topic = topicPrefix + origin.topic;
  if (key === null || !(await isCompacted(kafka, topic))) return;
  const since = { partition: origin.partition, offset: BigInt(origin.offset) + 1n };
  const own = sequenceOf(headers);
  const newer = (await readFrom(kafka, topic, since)).find(
    (record) => record.key?.equals(key) === true && sequenceOf(record.headers) > own,
  );
  if (newer === undefined) return;
  throw new Error(
    `Dead letter ${offset} is outdated: offset ${newer.offset} of ${topic}, partition ${origin.partition}, tells a newer state of the same thing, which says all that this one does. Discard it`,
  );
}

function sequenceOf(headers: KafkaMessage['headers']): number {
  return Number(headerText(headers, 'ce_sequence') ?? 0);
}

/** The enumeration of kafkajs cannot be imported by name under Node. */
const TOPIC: ConfigResourceTypes.TOPIC = 2;

async function isCompacted(kafka: Kafka, topic: string): Promise<boolean> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: TOPIC, name: topic, configNames: ['cleanup.policy'] }],
    });
    return resources.some(({ configEntries }) =>
      configEntries.some(({ configValue }) => configValue.includes('compact')),
    );
  } finally {
    await admin.disconnect();
  }
}

/** Notes that nobody needs the record any more. It stays on the topic, but leaves the inbox. */
export async function discardDeadLetter(inbox: Inbox, offset: string): Promise<DeadLetter> {
  const letter = await mustShow(inbox, offset);
  await note(inbox, offset, 'discarded');
  return letter;
}

async function mustShow(inbox: Inbox, offset: string): Promise<DeadLetter> {
  const letter = await showDeadLetter(inbox, offset);
  if (letter === undefined) throw new Error(`No dead letter ${offset} waits in ${nameOf(inbox)}`);
  return letter;
}

function note(inbox: Inbox, offset: string, as: 'replayed' | 'discarded'): Promise<void> {
  const headers: KafkaMessage['headers'] = { [HANDLED.offset]: offset, [HANDLED.as]: as };
  return write(inbox, nameOf(inbox), { partition: 0, key: null, value: null, headers });
}

async function write({ kafka }: Inbox, topic: string, message: Message): Promise<void> {
  const createPartitioner = Partitioners.DefaultPartitioner;
  const producer = kafka.producer({ allowAutoTopicCreation: false, retry: { retries: 0 }, createPartitioner });
  await producer.connect();
  try {
    const topicMessages = [{ topic, messages: [message] }];
    verify(topicMessages, await producer.sendBatch({ topicMessages, acks: -1 }));
  } finally {
    await producer.disconnect();
  }
}

function nameOf({ topicPrefix = '', topic, group }: Inbox): string {
  return topicPrefix + deadLetterTopic(topic, group);
}
