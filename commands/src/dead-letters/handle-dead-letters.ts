import {
  createKafka,
  type DeadLetter,
  discardDeadLetter,
  type Inbox,
  listDeadLetters,
  replayDeadLetter,
  showDeadLetter,
} from '@rushgraph/messaging';
import { createLogger } from '@rushgraph/service';
import { declaredInboxes } from './declared-inboxes.ts';

interface KafkaAddress {
  /** host:port, separated by commas. */
  readonly brokers: string;
  readonly topicPrefix: string;
}

/** Does what the words of the command line say; returns the lines to print. Throws what the operator must know. */
export async function handleDeadLetters(words: readonly string[], address: KafkaAddress): Promise<string[]> {
  const [verb = 'list', topic, group, offset] = words;
  const logger = createLogger({ service: 'dead-letters', level: 'error', pretty: true });
  const kafka = createKafka({ brokers: address.brokers.split(','), clientId: 'dead-letters', logger });
  const inboxOf = (of: string, by: string): Inbox => ({
    kafka,
    topic: of,
    group: by,
    topicPrefix: address.topicPrefix,
  });
  if (verb !== 'list' && !isVerb(verb))
    throw new Error(`"${verb}" is none of list, show, replay, discard; --help explains them.`);
  const inboxes = await declaredInboxes(kafka, address.topicPrefix);
  if (verb === 'list') return list(inboxes.map(([of, by]) => inboxOf(of, by)));
  if (topic === undefined || group === undefined || offset === undefined) {
    throw new Error(`Name the dead letter: npm run dead-letters -- ${verb} <topic> <group> <number>`);
  }
  if (!inboxes.some(([of, by]) => of === topic && by === group)) {
    throw new Error(`No group ${group} has dead letters of ${topic}`);
  }
  return one(verb, inboxOf(topic, group), offset);
}

type Verb = 'show' | 'replay' | 'discard';

function isVerb(verb: string): verb is Verb {
  return verb === 'show' || verb === 'replay' || verb === 'discard';
}

async function list(inboxes: readonly Inbox[]): Promise<string[]> {
  const lines: string[] = [];
  for (const inbox of inboxes) {
    for (const { offset, time, reason } of await listDeadLetters(inbox)) {
      lines.push(`${inbox.topic} ${inbox.group} ${offset}  ${time}  ${reason}`);
    }
  }
  return lines.length > 0 ? lines : ['There are no dead letters.'];
}

async function one(verb: Verb, inbox: Inbox, offset: string): Promise<string[]> {
  switch (verb) {
    case 'show': {
      const letter = await showDeadLetter(inbox, offset);
      if (letter === undefined) throw new Error(`No dead letter ${offset} of ${inbox.topic} waits for ${inbox.group}`);
      return describe(letter);
    }
    case 'replay': {
      const { origin } = await replayDeadLetter(inbox, offset);
      return [`Put back on ${origin.topic}, partition ${origin.partition}.`];
    }
    case 'discard':
      await discardDeadLetter(inbox, offset);
      return [`Discarded; it stays on ${inbox.topic}.${inbox.group}.dlq as a record.`];
  }
}

function describe({ reason, origin, time, key, value, headers, whole }: DeadLetter): string[] {
  return [
    `reason   ${reason}`,
    `origin   ${origin.topic}, partition ${origin.partition}, offset ${origin.offset}, group ${origin.group}`,
    `time     ${time}`,
    `key      ${key ?? '(none)'}`,
    ...Object.entries(headers).map(([name, bytes]) => `header   ${name}: ${bytes}`),
    `value    ${value ?? '(tombstone)'}`,
    ...(whole ? [] : ['Parts of it were too large to keep: it cannot be replayed.']),
  ];
}
