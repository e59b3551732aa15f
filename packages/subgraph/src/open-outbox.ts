import type { Database } from '@rushgraph/database';
import { createOutbox, createRelay, type Outbox, type Relay } from '@rushgraph/messaging';
import type { OutboxConfig } from '@rushgraph/service';
import type { Basis } from './start-subgraph.ts';

/** The outbox in the service's database, and the relay that publishes it; the relay is not running yet. */
export function openOutbox(
  { service, config, kafka, newId, now, logger, metrics, instanceId }: Basis<OutboxConfig>,
  database: Database,
): { readonly outbox: Outbox; readonly relay: Relay } {
  const outbox = createOutbox({ source: service, newId, now, rows: config.OUTBOX_ROWS });
  const relay = createRelay({
    database,
    kafka,
    outbox,
    logger,
    metrics,
    instanceId,
    topicPrefix: config.KAFKA_TOPIC_PREFIX,
    leaseMs: config.RELAY_LEASE_MS,
  });
  return { outbox, relay };
}
