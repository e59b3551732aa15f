import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDiscovery } from '@rushgraph/discovery';
import { createHealth, createLogger } from '@rushgraph/service';
import { startStack } from '@rushgraph/stack';
import {
  nameTestStack,
  removeLeftovers,
  type ServiceName,
  serviceNames,
  startSystem,
  type TestSystem,
  testDatabase,
} from '@rushgraph/testkit';
import { root } from '../tools/root.ts';
import { createFleet, type Fleet } from './fleet.ts';
import { createRehearsedRegistry, publishAll, type RehearsedRegistry } from './rehearsed-registry.ts';

export interface RehearsalShop {
  readonly system: TestSystem;
  fleet(subgraph: ServiceName): Fleet;
  registry(subgraph: string): RehearsedRegistry;
  stop(): Promise<void>;
}

/** Each finds the others by what they announce. */
const ADDRESSES = Object.fromEntries(serviceNames.map((name) => [`${name.toUpperCase()}_URL`, `registry:${name}`]));
const ANNOUNCED = { ...ADDRESSES, ANNOUNCE_HOST: '127.0.0.1' };
/** The gateway soon writes down what clients ask: the check needs it. */
const FROM_REGISTRY = { SUPERGRAPH: 'registry', REGISTRY_RECORD_MS: '500', RATE_LIMITS: 'off' };
/** Nobody's speed is judged: on a busy computer an answer may take its time, if it comes. */
const PATIENT = {
  gateway: { SUBGRAPH_TIMEOUT_MS: '30000', REQUEST_TIMEOUT_MS: '60000' },
  mypage: {
    COMPOSE_LIMIT_MS: '60000',
    OWNER_POLICY: 'timeLimitMs=30000,slowAfterMs=30000',
    STORE_POLICY: 'timeLimitMs=30000,slowAfterMs=30000',
  },
};
/** Signing up is no question of processors here. */
const EASY_PASSWORDS = { ARGON2_MEMORY_KIB: '8', ARGON2_PASSES: '1' };

/** The whole shop on the test servers, with data of its own; its gateway serves what is published. */
export async function startRehearsalShop(say: (line: string) => void): Promise<RehearsalShop> {
  const stack = await startStack({ set: 'test', root, env: process.env, log: say });
  nameTestStack(stack);
  await removeLeftovers(stack);
  const { database, url, drop } = await testDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'rushgraph-rehearsal-'));
  const forget = async () => {
    rmSync(folder, { recursive: true });
    await drop();
  };
  try {
    await publishAll({ REGISTRY_MYSQL_URL: url, REDIS_URL: stack.redisUrl });
    const system = await startShop({ REGISTRY_MYSQL_URL: url, SUPERGRAPH_KEPT_PATH: join(folder, 'supergraph.json') });
    const { REDIS_URL = '' } = system.environment('gateway');
    const logger = createLogger({ service: 'rehearsal', level: 'silent', pretty: false });
    const discovery = createDiscovery({ redisUrl: REDIS_URL, health: createHealth(), logger, random: Math.random });
    const environment = { REGISTRY_MYSQL_URL: url, REDIS_URL };
    return {
      system,
      fleet: (service) => createFleet({ system, service, discovery }),
      registry: (subgraph) => createRehearsedRegistry({ subgraph, database, environment }),
      async stop() {
        await discovery.stop();
        await system.stop();
        await forget();
      },
    };
  } catch (error) {
    await forget();
    throw error;
  }
}

function startShop(ofGateway: Readonly<Record<string, string>>): Promise<TestSystem> {
  return startSystem({
    env: {
      user: { ...ANNOUNCED, ...EASY_PASSWORDS },
      item: ANNOUNCED,
      order: ANNOUNCED,
      coupon: ANNOUNCED,
      mypage: { ...ANNOUNCED, ...PATIENT.mypage },
      gateway: { ...ADDRESSES, ...FROM_REGISTRY, ...PATIENT.gateway, ...ofGateway },
    },
  });
}
