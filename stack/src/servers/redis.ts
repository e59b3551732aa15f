import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import type { StackPaths } from '../stack-paths.ts';
import type { Server, ServerContext } from './server.ts';

export const redis: Server = {
  name: 'redis',
  title: 'Redis 6.2',
  marker: (paths) => `redis-server ${configFile(paths)}`,
  async prepare(context) {
    await mkdir(context.paths.data('redis'), { recursive: true });
    await writeFile(configFile(context.paths), renderRedisConfig(context));
  },
  command: ({ paths, library, env }) => ({
    program: library.redisServer,
    args: [configFile(paths)],
    cwd: paths.serverDirectory('redis'),
    env,
  }),
  async probe(port, password) {
    const client = new Redis({
      host: '127.0.0.1',
      port,
      ...(password !== '' && { password }),
      lazyConnect: true,
      connectTimeout: 2_000,
      commandTimeout: 2_000,
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
    });
    client.on('error', () => undefined); // the rejected call below carries the same error
    try {
      await client.connect();
      await client.ping();
    } finally {
      client.disconnect();
    }
  },
};

/**
 * redis.conf. `appendfsync always` is what coupons want in production (36 k against 49 k scripts a second); here
 * everysec, because a power cut of a development computer may cost a second of test data.
 */
export function renderRedisConfig({ paths, ports }: Pick<ServerContext, 'paths' | 'ports'>): string {
  return `bind 127.0.0.1
port ${ports.redis}
dir "${paths.data('redis')}"
daemonize no
# The command line must keep naming this file: that is how the process is recognised.
set-proc-title no
appendonly yes
appendfsync everysec
aof-load-truncated yes
save ""
maxmemory-policy noeviction
`;
}

function configFile(paths: StackPaths): string {
  return join(paths.serverDirectory('redis'), 'redis.conf');
}
