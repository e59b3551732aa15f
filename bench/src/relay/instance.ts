/** A process that records events and relays them, as a service does. It is told what to do over the channel to its parent. */
import { createDatabase } from '@rushgraph/database';
import { createKafka, createOutbox, createProducer, createRelay, type OutboxRows } from '@rushgraph/messaging';
import { createClock, createIds, createLogger } from '@rushgraph/service';
import { Registry } from 'prom-client';
import { createNaiveRelay } from '../../baselines/naive-relay/naive-relay.ts';
import { gateProducer } from './gate-producer.ts';
import { createRecorder } from './load.ts';
import { createMomentsTaker, type Moments } from './moments.ts';

export interface InstanceSettings {
  readonly name: string;
  readonly mysqlUrl: string;
  readonly brokers: string;
  readonly topicPrefix: string;
  readonly rows: OutboxRows;
  readonly relay: 'buckets' | 'naive';
}

export type Command =
  | { readonly kind: 'record'; readonly events: number }
  | { readonly kind: 'record evenly'; readonly events: number; readonly perSecond: number }
  | { readonly kind: 'relay' | 'hold' | 'let go' | 'begin moments' | 'end moments' | 'stop' };

/** Sent when a command is done. */
export type Answer = Moments | null;

const settings: InstanceSettings = JSON.parse(process.env.INSTANCE ?? '{}');
const { name, topicPrefix } = settings;
const logger = createLogger({ service: name, level: 'warn', pretty: true });
const database = createDatabase({ url: settings.mysqlUrl });
const kafka = createKafka({ brokers: settings.brokers.split(','), clientId: name, logger });
const now = createClock();
const outbox = createOutbox({ source: 'bench', newId: createIds(now), now, rows: settings.rows });
const moments = createMomentsTaker();
const recorder = createRecorder({ database, outbox, onCommitted: moments.committed, name });
const producer = gateProducer(moments.watch(createProducer({ kafka, logger, lingerMs: 0 })));
const relay =
  settings.relay === 'naive'
    ? createNaiveRelay({ database, producer, topicPrefix })
    : createRelay({
        database,
        kafka,
        outbox,
        logger,
        metrics: { registry: new Registry() },
        topicPrefix,
        instanceId: name,
        producer,
      });

async function follow(command: Command): Promise<Answer> {
  switch (command.kind) {
    case 'record':
      await recorder.record(command.events);
      return null;
    case 'record evenly':
      await recorder.recordEvenly(command.events, command.perSecond);
      return null;
    case 'relay':
      await relay.start();
      return null;
    case 'hold':
      producer.close();
      return null;
    case 'let go':
      producer.open();
      return null;
    case 'begin moments':
      moments.begin();
      return null;
    case 'end moments':
      return moments.end();
    case 'stop':
      await relay.stop();
      await database.close();
      return null;
  }
}

// The parent is gone, or has done with us.
process.once('disconnect', () => process.exit());

process.on('message', async (command: Command) => {
  const answer = await follow(command);
  process.send?.(answer);
  if (command.kind === 'stop') process.disconnect();
});
