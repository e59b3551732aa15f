import type { KafkaConfig } from './settings.ts';

/** The connection part of the Kafka settings, as `createKafka` takes it. */
export function kafkaConnection(settings: Omit<KafkaConfig, 'KAFKA_TOPIC_PREFIX' | 'KAFKA_GROUP_PREFIX'>) {
  const {
    KAFKA_BROKERS,
    KAFKA_SSL,
    KAFKA_SASL_MECHANISM,
    KAFKA_SASL_USERNAME = '',
    KAFKA_SASL_PASSWORD = '',
  } = settings;
  const sasl = { mechanism: KAFKA_SASL_MECHANISM, username: KAFKA_SASL_USERNAME, password: KAFKA_SASL_PASSWORD };
  const { mechanism } = sasl;
  return { brokers: KAFKA_BROKERS, ssl: KAFKA_SSL, ...(mechanism !== undefined && { sasl: { ...sasl, mechanism } }) };
}
