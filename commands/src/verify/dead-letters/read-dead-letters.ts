import { createKafka, listDeadLetters } from '@rushgraph/messaging';
import { createLogger } from '@rushgraph/service';
import { declaredInboxes } from '../../dead-letters/declared-inboxes.ts';

export interface DeadLetterFacts {
  readonly inboxes: number;
  readonly waiting: readonly { readonly topic: string; readonly group: string; readonly letters: number }[];
}

export interface KafkaAddress {
  /** host:port, separated by commas. */
  readonly brokers: string;
  readonly topicPrefix: string;
}

/** How many dead letters wait, by topic and group. */
export async function readDeadLetters({ brokers, topicPrefix }: KafkaAddress): Promise<DeadLetterFacts> {
  const logger = createLogger({ service: 'verify', level: 'error', pretty: true });
  const kafka = createKafka({ brokers: brokers.split(','), clientId: 'verify', logger });
  const inboxes = await declaredInboxes(kafka, topicPrefix);
  const waiting = await Promise.all(
    inboxes.map(async ([topic, group]) => {
      const { length } = await listDeadLetters({ kafka, topic, group, topicPrefix });
      return { topic, group, letters: length };
    }),
  );
  return { inboxes: inboxes.length, waiting: waiting.filter(({ letters }) => letters > 0) };
}
