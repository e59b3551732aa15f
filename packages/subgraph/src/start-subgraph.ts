import type { NewId } from '@rushgraph/contracts';
import { createDiscovery, type Discovery } from '@rushgraph/discovery';
import { createKafka } from '@rushgraph/messaging';
import {
  type Clock,
  createClock,
  createHealth,
  createIds,
  createInstanceId,
  createMetrics,
  type Environment,
  type Health,
  kafkaConnection,
  type Logger,
  listen,
  type MainDeps,
  type Metrics,
  readyHeap,
  runMain,
  type SubgraphConfig,
  type SubgraphServerParts,
  startStep,
} from '@rushgraph/service';
import type { FastifyInstance } from 'fastify';
import { announcedInstance } from './announce-instance.ts';

/** What every subgraph has before it has anything of its own. */
export interface Basis<Config> {
  readonly service: string;
  readonly config: Config;
  readonly now: Clock;
  readonly newId: NewId;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly health: Health;
  /** Different for every start of every process. */
  readonly instanceId: string;
  /** Connects when a part of it is first used. */
  readonly kafka: ReturnType<typeof createKafka>;
  /** Where others are. */
  readonly discovery: Discovery;
  /** Whether this process answers queries, and whether it consumes and publishes. Both, unless ROLES says otherwise. */
  readonly answers: boolean;
  readonly works: boolean;
  /** What its server takes, beside what is the service's own. */
  readonly server: SubgraphServerParts;
  /** For what must not happen while running: logs it, stops in order and exits with 1. */
  readonly onFatal: (error: unknown) => void;
}

/** Names of parts, and how each is ended; in the order in which they are ended. */
export type StopSteps = Readonly<Record<string, () => Promise<void>>>;

/** What a subgraph adds to it. */
export interface SubgraphParts {
  /** Its server, not listening yet. */
  readonly app: FastifyInstance;
  /** Begins to consume and to publish. Called in a process that works, before it listens. */
  readonly startWork: () => Promise<void>;
  /** What is ended after the server has given its last answer: first what works, the stores last. */
  readonly stop: StopSteps;
}

/**
 * Runs a subgraph: reads its settings, has its parts built, starts its work, listens and is found. It stops in this order: it
 * says that it is not ready, and is not found any more; answers the requests that it has; ends its parts as they say; and closes
 * the port of operators last. Settings and stores that cannot be used end the start with one sentence each and exit code 1.
 */
export async function startSubgraph<Config extends SubgraphConfig>(
  service: string,
  readConfig: (env: Environment) => Config,
  build: (basis: Basis<Config>) => Promise<SubgraphParts>,
): Promise<void> {
  await runMain(service, async (main) => {
    const { logger, onStop } = main;
    const basis = createBasis(service, readConfig(main.env), main);
    const { config, discovery, health, metrics, instanceId } = basis;
    const announced = announcedInstance(basis);
    const { app, startWork, stop } = await build(basis);
    onStop('readiness', async () => {
      health.drain();
      await announced.leave();
    });
    onStop('http', () => app.close());
    for (const [name, end] of Object.entries(stop)) onStop(name, end);
    onStop('discovery', () => discovery.stop());
    if (basis.works) await startStep(missingKafka(config), startWork);
    await discovery.looked();
    readyHeap();
    await listen(app, { config, health, metrics, logger, onStop, facts: { roles: [...config.ROLES], instanceId } });
    announced.announce(app);
  });
}

function missingKafka({ KAFKA_BROKERS }: SubgraphConfig): string {
  return `Kafka at ${KAFKA_BROKERS.join(', ')} cannot be used, or its topics are missing: \`npm run topics\` makes them`;
}

function createBasis<Config extends SubgraphConfig>(
  service: string,
  config: Config,
  { logger, onFatal }: MainDeps,
): Basis<Config> {
  const now = createClock();
  const metrics = createMetrics(service);
  const health = createHealth({ now });
  const answers = config.ROLES.has('api');
  return {
    service,
    config,
    now,
    newId: createIds(now),
    logger,
    metrics,
    health,
    instanceId: createInstanceId(),
    discovery: createDiscovery({
      redisUrl: config.DISCOVERY_REDIS_URL ?? config.REDIS_URL,
      health,
      logger,
      random: Math.random,
    }),
    kafka: createKafka({ ...kafkaConnection(config), clientId: service, logger }),
    answers,
    works: config.ROLES.has('worker'),
    server: {
      viewerKey: config.VIEWER_KEY,
      introspection: config.INTROSPECTION,
      api: answers,
      now,
      logger,
      health,
      metrics,
    },
    onFatal,
  };
}
