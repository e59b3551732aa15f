import { topics } from '@rushgraph/contracts';
import { createDatabase, type Database } from '@rushgraph/database';
import { freePorts } from '../servers/free-ports.ts';
import { databaseUrl } from '../servers/test-database.ts';
import { testKafka } from '../servers/test-kafka.ts';
import { testMongo } from '../servers/test-mongo.ts';
import { testRedis } from '../servers/test-redis.ts';
import { testStack } from '../servers/test-stack.ts';
import { uniqueName } from '../servers/unique-name.ts';
import { createGiven, type Given } from './given.ts';
import { createGraph, type Graph } from './graph-client.ts';
import { type ServiceName, serviceNames } from './services.ts';
import { startProcess, type TestProcess } from './start-process.ts';
import { forEachService, systemEnvironment } from './system-environment.ts';

export interface SystemOptions {
  /** Default: all six. */
  readonly only?: readonly ServiceName[];
  /** Settings beside the composed ones. */
  readonly env?: Partial<Record<ServiceName, Readonly<Record<string, string>>>>;
}

export interface TestSystem {
  /** The gateway. */
  readonly url: string;
  readonly graph: Graph;
  readonly given: Given;
  /** Throws for one that was not started. */
  process(service: ServiceName): TestProcess;
  /** What the first instance of a service was told. */
  environment(service: ServiceName): Readonly<Record<string, string>>;
  /**
   * Starts another instance of a service, on ports of its own and with the stores of the first; from the sources of another
   * checkout when one is given. Does not wait until it is ready.
   */
  another(service: ServiceName, env?: Readonly<Record<string, string>>, checkout?: string): Promise<TestProcess>;
  /** A look into a service's tables. */
  database(service: ServiceName): Database;
  /** The last lines of every process. */
  logs(): string;
  /** Ends its own processes and drops everything they stored. */
  stop(): Promise<void>;
}

/** The whole shop as processes of their own, on ports, databases, topics and keys that nobody else has. */
export async function startSystem({ only = serviceNames, env = {} }: SystemOptions = {}): Promise<TestSystem> {
  const name = uniqueName();
  const kafka = testKafka();
  const [redis, mongo, , ports] = await Promise.all([
    testRedis(),
    testMongo(),
    kafka.createTopics(topics),
    freePorts(2 * serviceNames.length),
  ]);
  const mysqlUrl = (service: ServiceName) => databaseUrl(`${name}_${service}`);
  const admin = { email: 'admin@shop.test', password: uniqueName('-') };
  const environment = systemEnvironment({
    ports: forEachService((service) => ports[serviceNames.indexOf(service)] ?? 0),
    operationsPorts: forEachService((service) => ports[serviceNames.length + serviceNames.indexOf(service)] ?? 0),
    mysqlUrl,
    redisUrl: redis.url,
    kafkaBrokers: testStack().kafkaBrokers,
    mongodbUrl: mongo.url,
    topicPrefix: kafka.topicPrefix,
    groupPrefix: kafka.groupPrefix,
    admin,
  });
  const environmentOf = (service: ServiceName) => ({ ...environment[service], ...env[service] });
  const processes = new Map(only.map((service) => [service, startProcess(service, environmentOf(service))]));
  const databases = new Map<ServiceName, Database>();
  const others: TestProcess[] = [];
  const all = () => [...processes.values(), ...others];
  const logs = () =>
    all()
      .map(({ service, logs }) => `=== ${service}\n${logs()}`)
      .join('\n');

  function database(service: ServiceName): Database {
    const known = databases.get(service) ?? createDatabase({ url: mysqlUrl(service), connectionLimit: 2 });
    databases.set(service, known);
    return known;
  }

  async function stop(): Promise<void> {
    await Promise.all(all().map((one) => one.kill('SIGTERM')));
    await Promise.all([...databases.values()].map((one) => one.close()));
    const server = createDatabase({ url: testStack().mysqlUrl, connectionLimit: 1 });
    for (const service of only) await server.run(`DROP DATABASE IF EXISTS \`${name}_${service}\``);
    await Promise.all([server.close(), redis.drop(), mongo.drop(), kafka.drop()]);
  }

  try {
    await Promise.all([...processes.values()].map((one) => one.waitReady()));
  } catch (error) {
    process.stderr.write(`${logs()}\n`);
    await stop();
    throw error;
  }
  const url = `http://127.0.0.1:${environment.gateway.PORT}`;
  const graph = createGraph(url);
  return {
    url,
    graph,
    given: createGiven(graph, admin),
    process(service) {
      const found = processes.get(service);
      if (found === undefined) throw new Error(`${service} was not started`);
      return found;
    },
    environment: environmentOf,
    async another(service, changes = {}, checkout) {
      const [port, operationsPort] = await freePorts(2);
      const own = { PORT: String(port), OPERATIONS_PORT: String(operationsPort) };
      const process = startProcess(service, { ...environmentOf(service), ...own, ...changes }, checkout);
      others.push(process);
      return process;
    },
    database,
    logs,
    stop,
  };
}
