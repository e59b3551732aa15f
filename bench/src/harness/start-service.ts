import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { nodeOptionsOf, QUIET_OPTIONS } from '@rushgraph/service/node-options';
import { type BenchServers, root } from './bench-servers.ts';
import { endWithUs } from './end-with-us.ts';

export type Settings = Readonly<Record<string, string>>;

export interface Started {
  readonly pid: number;
  readonly url: string;
  stop(): Promise<void>;
}

/** Signs viewers, for every service that is asked. */
export const VIEWER_KEY = Buffer.alloc(32, 1);
const CALLEES = ['user', 'item', 'order', 'coupon', 'mypage'];
const LONGEST_START_TEXT = 100_000;
const LONGEST_STOP_MS = 20_000;

/** Starts the service in a folder as it is deployed, one process, on the servers of the benchmark, and waits until it is ready. */
export async function startService(servers: BenchServers, folder: string, settings: Settings): Promise<Started> {
  const options = [...QUIET_OPTIONS, ...nodeOptionsOf(folder)];
  const child = endWithUs(
    spawn(process.execPath, [...options, join(root, folder, 'src/main.ts')], {
      env: { ...process.env, ...commonSettings(servers), ...settings },
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );
  const ended = once(child, 'exit');
  return {
    pid: child.pid ?? 0,
    url: await addressOf(folder, child),
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST_STOP_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

function commonSettings(servers: BenchServers): Settings {
  const key = VIEWER_KEY.toString('base64');
  return {
    PORT: '0',
    OPERATIONS_PORT: '0',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'info',
    REDIS_URL: servers.redisUrl,
    KAFKA_BROKERS: servers.brokers,
    KAFKA_TOPIC_PREFIX: servers.topicPrefix,
    KAFKA_GROUP_PREFIX: servers.topicPrefix,
    VIEWER_KEY: key,
    VIEWER_KEYS: CALLEES.map((name) => `${name}=${key}`).join(','),
  };
}

/** Where it listens, as its log says. */
function addressOf(folder: string, child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      // Warnings and worse: what fails silently would only be seen to stand still.
      for (const line of chunk.toString().split('\n')) if (/"level":[456]0/.test(line)) console.error(line);
      if (text.length > LONGEST_START_TEXT) return;
      text += chunk.toString();
      const ready = text.split('\n').find((line) => line.includes('"msg":"ready"') && line.endsWith('}'));
      if (ready !== undefined) resolve(String(JSON.parse(ready).address));
    });
    child.once('exit', (code) => reject(new Error(`${folder} ended with ${code}: ${text.slice(-500)}`)));
  });
}
