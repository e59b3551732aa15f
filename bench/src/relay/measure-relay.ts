import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '@rushgraph/database';
import { BUCKETS } from '@rushgraph/messaging';
import { type BenchServers, root } from '../harness/bench-servers.ts';
import type { Row } from '../harness/benchmark.ts';
import { percentile } from '../harness/percentile.ts';
import { cpuSeconds } from '../harness/process-cpu.ts';
import type { InstanceSettings } from './instance.ts';
import { ticked } from './load.ts';
import { latenciesOf } from './moments.ts';
import { readBack } from './read-back.ts';
import { type Instances, startInstances } from './start-instances.ts';

export interface RelayCase extends Pick<InstanceSettings, 'rows' | 'relay'> {
  readonly name: string;
  /** Processes that record and relay. */
  readonly instances: number;
  readonly events: number;
  /** For the latency: well below what it can do. */
  readonly perSecond: number;
}

export const PARTITIONS = 4;
const WARM_UP = 10_000;
const EVEN_SECONDS = 5;
const POLL_MS = 5;

/** Figures of one kind of relay. Throws when an event is missing or out of order. */
export async function measureRelay(servers: BenchServers, one: RelayCase, say: (line: string) => void): Promise<Row> {
  const { database, url } = await servers.database('relay', join(root, 'packages/messaging/test/migrations'));
  await servers.topics([{ name: ticked.topic, partitions: PARTITIONS, config: {} }]);
  const { brokers, topicPrefix } = servers;
  const { rows, relay } = one;
  const instances = startInstances(one.instances, { rows, relay, mysqlUrl: url, brokers, topicPrefix });
  try {
    await instances.each({ kind: 'relay' });
    if (one.relay === 'buckets') await untilShared(database, one.instances);
    const pids = [...servers.pids, ...instances.pids];
    await drainBacklog(instances, database, warmUpOf(one), pids);
    const backlog = await drainBacklog(instances, database, one.events, pids);
    const atOnce = await recordAndRelay(instances, database, one.events);
    const latencies = await recordEvenly(instances, database, one.perSecond);
    const { events, repeated } = await readBack(servers.kafka, topicPrefix + ticked.topic);
    const recorded = warmUpOf(one) + 2 * one.events + EVEN_SECONDS * one.perSecond;
    if (events !== recorded) throw new Error(`${events} events of ${recorded} are on the topic`);
    say(`${one.name}: ${events} events in order, ${repeated} repeated`);
    return {
      name: one.name,
      figures: {
        'events/s': one.events / backlog.seconds,
        'CPU µs/event': (backlog.cpu * 1e6) / one.events,
        'recorded at once': one.events / atOnce,
        'p50 ms': percentile(latencies, 0.5),
        'p99 ms': percentile(latencies, 0.99),
      },
    };
  } finally {
    await instances.stop();
  }
}

const warmUpOf = (one: RelayCase) => Math.min(WARM_UP, one.events / 2);

/** What was recorded while the relays were held back, until all of it is published and deleted. */
async function drainBacklog(instances: Instances, database: Database, events: number, pids: readonly number[]) {
  await instances.each({ kind: 'hold' });
  await instances.each({ kind: 'record', events: events / instances.pids.length });
  const cpuBefore = cpuSeconds(pids);
  const startedAt = performance.now();
  await instances.each({ kind: 'let go' });
  await untilEmpty(database);
  return { seconds: (performance.now() - startedAt) / 1_000, cpu: cpuSeconds(pids) - cpuBefore };
}

/** Seconds for recording events as fast as it goes while they are published. */
async function recordAndRelay(instances: Instances, database: Database, events: number): Promise<number> {
  const startedAt = performance.now();
  await instances.each({ kind: 'record', events: events / instances.pids.length });
  await untilEmpty(database);
  return (performance.now() - startedAt) / 1_000;
}

async function recordEvenly(instances: Instances, database: Database, perSecond: number): Promise<number[]> {
  const each = perSecond / instances.pids.length;
  await instances.each({ kind: 'begin moments' });
  await instances.each({ kind: 'record evenly', events: EVEN_SECONDS * each, perSecond: each });
  await untilEmpty(database);
  const answers = await instances.each({ kind: 'end moments' });
  return latenciesOf(answers.flatMap((answer) => answer ?? []));
}

async function untilEmpty(database: Database): Promise<void> {
  while ((await database.rows('SELECT id FROM outbox LIMIT 1')).length > 0) await pause(POLL_MS);
}

/** The first relay takes all buckets, and gives half of them up when it next looks for others. */
async function untilShared(database: Database, relays: number): Promise<void> {
  const most = BUCKETS / relays;
  const shares = () =>
    database.rows<{ n: number }>('SELECT COUNT(*) AS n FROM outbox_lease WHERE expires_at > NOW(3) GROUP BY owner');
  for (let held = await shares(); held.length < relays || held.some(({ n }) => n !== most); held = await shares()) {
    await pause(POLL_MS);
  }
}
