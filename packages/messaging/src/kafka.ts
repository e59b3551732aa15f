import { Kafka, type KafkaConfig, type LogEntry, logLevel } from 'kafkajs';
import type { Logger } from 'pino';
import { useRecordCodec } from './codec/record-codec.ts';

export interface KafkaOptions {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly ssl?: boolean;
  readonly sasl?: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    readonly username: string;
    readonly password: string;
  };
  readonly logger: Logger;
}

/** What kafkajs calls an error although it retries it by itself: a coordinator that loads, a group that rebalances. */
const ROUTINE =
  /coordinator|rebalancing|not the leader|does not host this topic-partition|Connection (?:timeout|error|closed)|Restarting the consumer/i;

/** A kafkajs client with our record codec that logs through pino, with routine events at debug level. */
export function createKafka({ brokers, clientId, ssl = false, sasl, logger }: KafkaOptions): Kafka {
  useRecordCodec();
  const config: KafkaConfig = {
    brokers: [...brokers],
    clientId,
    ssl,
    connectionTimeout: 3_000,
    requestTimeout: 10_000,
    retry: { initialRetryTime: 100, maxRetryTime: 5_000, retries: 8 },
    logLevel: logLevel.WARN,
    logCreator: () => (entry) => bridge(logger, entry),
    ...(sasl !== undefined && { sasl: saslOf(sasl) }),
  };
  return new Kafka(config);
}

function bridge(logger: Logger, { level, namespace, log }: LogEntry): void {
  const { message, error, stack: _stack, timestamp: _timestamp, logger: _logger, ...fields } = log;
  const routine = ROUTINE.test(`${message} ${error ?? ''}`);
  const write = routine ? 'debug' : level === logLevel.ERROR ? 'error' : level === logLevel.WARN ? 'warn' : 'debug';
  logger[write]({ ...fields, error, namespace }, `kafka: ${message}`);
}

function saslOf({
  mechanism,
  username,
  password,
}: NonNullable<KafkaOptions['sasl']>): NonNullable<KafkaConfig['sasl']> {
  switch (mechanism) {
    case 'plain':
      return { mechanism: 'plain', username, password };
    case 'scram-sha-256':
      return { mechanism: 'scram-sha-256', username, password };
    case 'scram-sha-512':
      return { mechanism: 'scram-sha-512', username, password };
  }
}
