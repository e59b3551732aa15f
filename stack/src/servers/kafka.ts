import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { makeDirectoryOnce } from '../make-directory-once.ts';
import { runTool } from '../process/run-tool.ts';
import type { StackPaths } from '../stack-paths.ts';
import type { StackPorts } from '../stack-types.ts';
import { clusterId } from './cluster-id.ts';
import type { Server, ServerContext } from './server.ts';

const quiet = '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn';

export const kafka: Server = {
  name: 'kafka',
  title: 'Kafka 4.4',
  marker: (paths) => `kafka.Kafka ${configFile(paths)}`,
  async prepare(context) {
    const { paths, ports } = context;
    await mkdir(paths.serverDirectory('kafka'), { recursive: true });
    await makeDirectoryOnce(paths.data('kafka'), (draft) => format(context, draft));
    await writeFile(configFile(paths), renderKafkaProperties(ports, paths.data('kafka')));
  },
  command: ({ paths, library, env }) => ({
    program: library.java,
    args: ['-Xmx512m', '-XX:+UseSerialGC', quiet, '-cp', library.classPath, 'kafka.Kafka', configFile(paths)],
    cwd: paths.serverDirectory('kafka'),
    env,
  }),
  async probe(port) {
    const client = new Kafka({
      brokers: [`127.0.0.1:${port}`],
      logLevel: logLevel.NOTHING,
      connectionTimeout: 2_000,
      requestTimeout: 3_000,
      retry: { retries: 0 },
    });
    const admin = client.admin();
    try {
      await admin.connect();
      const { brokers } = await admin.describeCluster();
      if (brokers.length === 0) throw new Error('Kafka reports no brokers yet');
    } finally {
      await admin.disconnect();
    }
  },
};

/** server.properties of a single node that is broker and controller. Topics are made by name, never by accident. */
export function renderKafkaProperties(ports: Pick<StackPorts, 'kafka' | 'kafkaController'>, data: string): string {
  const broker = `PLAINTEXT://127.0.0.1:${ports.kafka}`;
  return `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${ports.kafkaController}
listeners=${broker},CONTROLLER://127.0.0.1:${ports.kafkaController}
advertised.listeners=${broker}
controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
inter.broker.listener.name=PLAINTEXT
log.dirs=${propertyValue(data)}
auto.create.topics.enable=false
log.retention.hours=168
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
# After a kill the next start waits until the session of the killed broker is over, 9 s by default.
broker.session.timeout.ms=4000
broker.heartbeat.interval.ms=1000
group.min.session.timeout.ms=500
`;
}

/** Java reads properties as Latin-1 and takes a backslash for an escape. */
function propertyValue(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

async function format(context: ServerContext, draft: string): Promise<void> {
  const { paths, ports, library, env } = context;
  const properties = join(paths.serverDirectory('kafka'), 'format.properties');
  await writeFile(properties, renderKafkaProperties(ports, draft));
  const tool = [
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    quiet,
    '-cp',
    library.classPath,
    'kafka.tools.StorageTool',
  ];
  // Making the id here saves the start of one more Java machine.
  const id = clusterId(crypto.getRandomValues(new Uint8Array(16)));
  const args = [...tool, 'format', '-t', id, '-c', properties];
  await runTool('Preparing the data of Kafka', library.java, args, { env });
}

function configFile(paths: StackPaths): string {
  return join(paths.serverDirectory('kafka'), 'server.properties');
}
