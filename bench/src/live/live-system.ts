import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { UserId } from '@rushgraph/contracts';
import { createAccessTokenSigner } from '@rushgraph/identity';
import { type Contestant, startOnCore } from '../gateway/start-contestants.ts';
import type { BenchServers } from '../harness/bench-servers.ts';
import { cpuSeconds } from '../harness/process-cpu.ts';
import { residentMegabytes } from '../harness/process-memory.ts';

export interface LiveSystem {
  /** Where event streams are opened. */
  readonly url: string;
  readonly gateway: Contestant;
  readonly subgraph: Contestant;
  tokenOf(userId: UserId): Promise<string>;
  /** Connections that the gateway has to the subgraph for subscriptions. */
  upstreams(): Promise<number>;
  stop(): Promise<void>;
}

/** Below those that the system gives to outgoing connections. */
const [JWKS_PORT, SUBGRAPH_PORT, GATEWAY_PORT, OPERATIONS_PORT] = [24_950, 24_951, 24_952, 24_953];

/** One gateway on a core, and on the other one a subgraph that has events. */
export async function startLiveSystem(
  servers: BenchServers,
  name: 'order' | 'coupon',
  mysqlUrl: string,
): Promise<LiveSystem> {
  const { tokenOf, jwks } = accessTokens();
  const keys = createServer((_, response) => response.setHeader('content-type', 'application/json').end(jwks));
  await new Promise<void>((resolve) => keys.listen(JWKS_PORT, '127.0.0.1', resolve));
  const key = Buffer.alloc(32, 7).toString('base64');
  const shared = { HOST: '127.0.0.1', LOG_LEVEL: 'error', REDIS_URL: servers.redisUrl };
  const subgraphEnv = {
    ...shared,
    OPERATIONS_PORT: '0',
    ROLES: 'api',
    MYSQL_URL: mysqlUrl,
    KAFKA_BROKERS: servers.brokers,
    KAFKA_TOPIC_PREFIX: servers.topicPrefix,
    KAFKA_GROUP_PREFIX: servers.topicPrefix,
    VIEWER_KEY: key,
    VIEWER_KEYS: `item=${key}`,
  };
  const script = `subgraphs/${name}/src/main.ts`;
  const subgraph = await startOnCore({ name, script, args: [], env: subgraphEnv }, SUBGRAPH_PORT, 1);
  const gatewayEnv = {
    ...shared,
    OPERATIONS_PORT: String(OPERATIONS_PORT),
    JWKS_URL: `http://127.0.0.1:${JWKS_PORT}`,
    [`${name.toUpperCase()}_URL`]: subgraph.url,
    VIEWER_KEYS: ['user', 'item', 'order', 'coupon', 'mypage'].map((one) => `${one}=${key}`).join(','),
    RATE_LIMITS: 'off',
    STREAMS_PER_ADDRESS: '1000000',
    STREAMS: '1000000',
  };
  const gateway = await startOnCore(
    { name: 'gateway', script: 'gateway/src/main.ts', args: [], env: gatewayEnv },
    GATEWAY_PORT,
    0,
  );
  return {
    url: `http://127.0.0.1:${GATEWAY_PORT}/graphql/stream`,
    gateway,
    subgraph,
    tokenOf,
    async upstreams() {
      const text = await (await fetch(`http://127.0.0.1:${OPERATIONS_PORT}/metrics`)).text();
      const line = text.split('\n').find((one) => one.startsWith('gateway_upstream_connections{'));
      return Number(line?.split(' ').at(-1) ?? 0);
    },
    async stop() {
      await gateway.stop();
      await subgraph.stop();
      keys.close();
    },
  };
}

export interface Usage {
  readonly megabytes: number;
  readonly cpuSeconds: number;
}

export function usageOf({ pid }: Contestant): Usage {
  return { megabytes: residentMegabytes(pid), cpuSeconds: cpuSeconds([pid]) };
}

function accessTokens() {
  const privateKeyPem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const signer = createAccessTokenSigner({ privateKeyPem, issuer: 'rushgraph', ttlSeconds: 86_400 });
  return {
    jwks: JSON.stringify(signer.jwks()),
    async tokenOf(userId: UserId): Promise<string> {
      const session = { userId, roles: ['CUSTOMER'] as const, sessionId: userId, now: new Date() };
      return (await signer.sign(session)).token;
    },
  };
}
