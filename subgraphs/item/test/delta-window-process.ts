import { createDatabase } from '@rushgraph/database';
import { createKafka, createOutbox, createRelay } from '@rushgraph/messaging';
import { createIds, createLogger, createMetrics } from '@rushgraph/service';
import { createDeltaWindow } from '../src/apply-deltas/create-delta-window.ts';
import type { DeltaWindowProcessOptions } from './start-delta-window.ts';

/** A window and a relay in a process of their own, to be killed. Its clock jumps. */
const [text = '{}'] = process.argv.slice(2);
const { url, brokers, topicPrefix, groupPrefix, instanceId, windowSpan, jumpsMs }: DeltaWindowProcessOptions =
  JSON.parse(text);

const logger = createLogger({ service: instanceId, level: 'warn', pretty: false });
const metrics = createMetrics('item', { defaults: false });
const database = createDatabase({ url, connectionLimit: 10 });
const kafka = createKafka({ brokers, clientId: instanceId, logger });
const outbox = createOutbox({ source: 'item', newId: createIds(() => new Date()), now: () => new Date() });
const shared = { database, kafka, outbox, logger, metrics, topicPrefix, instanceId };

let jumps = 0;
setInterval(() => {
  jumps += 1;
}, 400);

const relay = createRelay({ ...shared, leaseMs: 1_500 });
const window = createDeltaWindow({
  ...shared,
  groupPrefix,
  windowSpan,
  sessionTimeoutMs: 700,
  now: () => new Date(Date.now() + (jumpsMs[jumps % jumpsMs.length] ?? 0)),
  onFatal(error) {
    logger.fatal({ err: error }, 'cannot go on');
    process.exit(70);
  },
});
await Promise.all([relay.start(), window.start()]);
