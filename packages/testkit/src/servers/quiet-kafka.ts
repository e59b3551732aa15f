import { Kafka, logLevel } from 'kafkajs';

/** A Kafka client that says nothing: "coordinator is loading" and the like are retried and no fault. */
export function quietKafka(brokers: string): Kafka {
  return new Kafka({
    clientId: 'test',
    brokers: brokers.split(','),
    logLevel: logLevel.NOTHING,
    retry: { initialRetryTime: 50, retries: 10 },
  });
}
