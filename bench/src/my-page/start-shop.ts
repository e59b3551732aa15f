import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { topics } from '@rushgraph/contracts';
import { type BenchServers, root } from '../harness/bench-servers.ts';

export interface Shop {
  /** GraphQL endpoint of the gateway. */
  readonly url: string;
  /** A gateway whose pages are always composed, because their store is taken to be away. */
  readonly composingUrl: string;
  readonly admin: { readonly email: string; readonly password: string };
  /** Every process of the shop; of the two gateways and services of pages, those that this way uses. */
  pids(composing: boolean): readonly number[];
  stop(): Promise<void>;
}

const KEY = Buffer.alloc(32, 1).toString('base64');
const ADMIN = { email: 'admin@shop.test', password: 'x7Kq-9sLm2!tide' };
/** The first slow read opens the breaker, for longer than a benchmark lasts. */
const STORE_AWAY = 'timeLimitMs=1,slowAfterMs=1,windowCalls=1,minimumCalls=1,failurePercent=1,openMs=600000';

type Settings = Readonly<Record<string, string>>;
interface Started {
  readonly pid: number;
  readonly url: string;
  stop(): Promise<void>;
}

/** The six processes of the shop, and the two that answer with composed pages, on the servers of the benchmark. */
export async function startShop(servers: BenchServers): Promise<Shop> {
  await servers.topics(topics);
  const running: Started[] = [];
  const start = async (folder: string, settings: Settings): Promise<Started> => {
    const started = await startService(folder, { ...common(servers), ...settings });
    running.push(started);
    return started;
  };
  const subgraph = async (name: string, settings: Settings = {}) => {
    const { url } = await servers.database(name);
    return start(`subgraphs/${name}`, { MYSQL_URL: url, ...settings });
  };
  const signingKey = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
  const user = await subgraph('user', {
    ACCESS_TOKEN_PRIVATE_KEY: Buffer.from(signingKey).toString('base64'),
    ACCESS_TOKEN_SECONDS: '7200',
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
    COOKIE_SECURE: 'false',
    ARGON2_MEMORY_KIB: '8',
    ARGON2_PASSES: '1',
  });
  const item = await subgraph('item');
  const coupon = await subgraph('coupon');
  const order = await subgraph('order', { ITEM_URL: `${item.url}/graphql` });
  const urls = {
    USER_URL: `${user.url}/graphql`,
    ITEM_URL: `${item.url}/graphql`,
    ORDER_URL: `${order.url}/graphql`,
    COUPON_URL: `${coupon.url}/graphql`,
    JWKS_URL: `${user.url}/.well-known/jwks.json`,
    RATE_LIMITS: 'off',
    SUBGRAPH_TIMEOUT_MS: '60000',
    COMPOSE_LIMIT_MS: '60000',
    OWNER_POLICY: 'timeLimitMs=60000,slowAfterMs=60000',
  };
  const mypage = await start('subgraphs/mypage', { ...urls, MONGODB_URL: servers.mongodbUrl });
  const composer = await start('subgraphs/mypage', {
    ...urls,
    ROLES: 'api',
    MONGODB_URL: servers.mongodbUrl,
    STORE_POLICY: STORE_AWAY,
  });
  const gateway = await start('gateway', { ...urls, MYPAGE_URL: `${mypage.url}/graphql` });
  const composing = await start('gateway', { ...urls, MYPAGE_URL: `${composer.url}/graphql` });
  const shared = [user, item, order, coupon].map(({ pid }) => pid);
  return {
    url: `${gateway.url}/graphql`,
    composingUrl: `${composing.url}/graphql`,
    admin: ADMIN,
    pids: (isComposing) => [
      ...shared,
      ...(isComposing ? [composer, composing] : [mypage, gateway]).map(({ pid }) => pid),
      ...servers.pids,
    ],
    async stop() {
      for (const one of running.toReversed()) await one.stop();
    },
  };
}

function common(servers: BenchServers): Settings {
  const callees = ['user', 'item', 'order', 'coupon', 'mypage'];
  return {
    PORT: '0',
    OPERATIONS_PORT: '0',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'info',
    REDIS_URL: servers.redisUrl,
    KAFKA_BROKERS: servers.brokers,
    KAFKA_TOPIC_PREFIX: servers.topicPrefix,
    KAFKA_GROUP_PREFIX: servers.topicPrefix,
    VIEWER_KEY: KEY,
    VIEWER_KEYS: callees.map((name) => `${name}=${KEY}`).join(','),
  };
}

async function startService(folder: string, settings: Settings): Promise<Started> {
  const quiet = ['--disable-warning=ExperimentalWarning', '--disable-warning=TimeoutNegativeWarning'];
  const child = spawn(process.execPath, [...quiet, join(root, folder, 'src/main.ts')], {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return {
    pid: child.pid ?? 0,
    url: await addressOf(folder, child),
    async stop() {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Where it listens, as its log says. */
function addressOf(folder: string, child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      if (text.length > 100_000) return;
      text += chunk.toString();
      const ready = text.split('\n').find((line) => line.includes('"msg":"ready"') && line.endsWith('}'));
      if (ready !== undefined) resolve(String(JSON.parse(ready).address));
    });
    child.once('exit', (code) => reject(new Error(`${folder} ended with ${code}: ${text.slice(-500)}`)));
  });
}
