import { benchServers } from '../harness/bench-servers.ts';
import type { Benchmark, Row } from '../harness/benchmark.ts';
import { EVENTS_OF_A_TRANSACTION } from './load.ts';
import { measureRelay, PARTITIONS, type RelayCase } from './measure-relay.ts';

const EVENTS = 80_000;
const PER_SECOND = 4_000;

const CASES: readonly RelayCase[] = [
  { name: 'one by one', rows: 'event', relay: 'naive', instances: 1, events: 4_000, perSecond: 200 },
  ...(['event', 'batch'] as const).flatMap((rows) =>
    [1, 2].map((instances): RelayCase => {
      const name = `${rows === 'event' ? 'a row per event' : 'batches'}, ${instances} ${instances === 1 ? 'relay' : 'relays'}`;
      return { name, rows, relay: 'buckets', instances, events: EVENTS, perSecond: PER_SECOND };
    }),
  ),
];

/** Events from the outbox to Kafka, by one relay and by two, against a relay as it is usually written. */
export const relayBenchmark: Benchmark = {
  name: 'relay',
  describe: 'events per second from the outbox to Kafka, and from commit to acknowledgement',
  async run(say) {
    const rows: Row[] = [];
    for (const one of CASES) {
      const servers = await benchServers(say);
      try {
        rows.push(await measureRelay(servers, one, say));
      } finally {
        await servers.drop();
      }
    }
    return {
      title: 'Relay of the outbox',
      setting: `${EVENTS.toLocaleString('en-US')} events of 2,000 keys a process in transactions of ${EVENTS_OF_A_TRANSACTION}, 8 buckets, ${PARTITIONS} partitions`,
      chart: 'events/s',
      rows,
      notes: [
        'events/s: what was recorded before is published and deleted. recorded at once: recorded, published and deleted at the same time, by the same processes.',
        `ms: from commit to acknowledgement at ${PER_SECOND.toLocaleString('en-US')} events/s (one by one: 200), where a process wakes its own relay and another one's polls.`,
        'Each topic is read back: no event is missing, and none of a key appears before an earlier one.',
      ],
    };
  },
};
