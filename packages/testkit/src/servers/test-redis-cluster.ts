import { Cluster, Redis } from 'ioredis';
import { eventually } from '../race/eventually.ts';
import { freePorts } from './free-ports.ts';
import { type OwnRedis, startOwnRedis } from './own-redis.ts';

export interface TestRedisCluster {
  readonly redis: Cluster;
  /** Of one node: a client finds the others by it. */
  readonly url: string;
  /** Empties all nodes. */
  flush(): Promise<void>;
  drop(): Promise<void>;
}

const NODES = 3;
const SLOTS = 16_384;

/** A Redis Cluster of three nodes that belongs to this test file alone, from the same Redis as the stack's. */
export async function testRedisCluster(): Promise<TestRedisCluster> {
  const ports = await freePorts(NODES);
  const settings = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '5000'];
  const nodes = await Promise.all(ports.map((port) => startOwnRedis({ port, settings })));
  const clients = nodes.map(({ url }) => new Redis(url, { maxRetriesPerRequest: 1 }));
  await join(clients, nodes);
  const [first] = nodes;
  if (first === undefined) throw new Error('A cluster needs at least one node');
  const redis = new Cluster([{ host: '127.0.0.1', port: first.port }]);
  await redis.ping();
  return {
    redis,
    url: first.url,
    async flush() {
      await Promise.all(clients.map((client) => client.flushall()));
    },
    async drop() {
      redis.disconnect();
      for (const client of clients) client.disconnect();
      await Promise.all(nodes.map((node) => node.drop()));
    },
  };
}

/** Every node gets a third of the slots and meets the first. */
async function join(clients: readonly Redis[], nodes: readonly OwnRedis[]): Promise<void> {
  for (const [index, client] of clients.entries()) {
    const from = Math.ceil((index * SLOTS) / NODES);
    const to = Math.ceil(((index + 1) * SLOTS) / NODES);
    await client.cluster(
      'ADDSLOTS',
      Array.from({ length: to - from }, (_, slot) => from + slot),
    );
    await client.cluster('MEET', '127.0.0.1', nodes[0]?.port ?? 0);
  }
  for (const client of clients) {
    await eventually(
      async () => {
        const info = await client.cluster('INFO');
        if (!info.includes('cluster_state:ok') || !info.includes(`cluster_known_nodes:${NODES}`)) throw new Error(info);
      },
      { timeoutMs: 30_000, everyMs: 50 },
    );
  }
}
