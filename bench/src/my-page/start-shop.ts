import { generateKeyPairSync } from 'node:crypto';
import { topics } from '@rushgraph/contracts';
import type { BenchServers, NamedProcess } from '../harness/bench-servers.ts';
import { type Settings, type Started, startService } from '../harness/start-service.ts';

export interface Shop {
  /** GraphQL endpoint of the gateway. */
  readonly url: string;
  /** Starts another gateway before the same subgraphs. */
  startGateway(settings: Settings): Promise<Started>;
  /** The six processes by name. */
  readonly processes: readonly NamedProcess[];
  readonly admin: { readonly email: string; readonly password: string };
  stop(): Promise<void>;
}

/** A shop with a second way to its pages. */
export interface ComposingShop extends Shop {
  /** A gateway whose pages are always composed, because their store is taken to be away. */
  readonly composingUrl: string;
  /** Every process of the shop; of the two gateways and services of pages, those that this way uses. */
  pids(composing: boolean): readonly number[];
}

const ADMIN = { email: 'admin@shop.test', password: 'x7Kq-9sLm2!tide' };
/** The first slow read opens the breaker, for longer than a benchmark lasts. */
const STORE_AWAY = 'timeLimitMs=1,slowAfterMs=1,windowCalls=1,minimumCalls=1,failurePercent=1,openMs=600000';

/** The six processes of the shop on the servers of the benchmark. */
export async function startShop(servers: BenchServers): Promise<Shop> {
  return (await startParts(servers)).shop;
}

/** The shop, and two processes more that answer with composed pages. */
export async function startComposingShop(servers: BenchServers): Promise<ComposingShop> {
  const { shop, urls, start } = await startParts(servers);
  const composer = await start('subgraphs/mypage', {
    ...urls,
    ROLES: 'api',
    MONGODB_URL: servers.mongodbUrl,
    STORE_POLICY: STORE_AWAY,
  });
  const composing = await shop.startGateway({ MYPAGE_URL: `${composer.url}/graphql` });
  const pidOf = (wanted: readonly string[]) =>
    shop.processes.filter(({ name }) => wanted.includes(name)).map(({ pid }) => pid);
  return {
    ...shop,
    composingUrl: `${composing.url}/graphql`,
    pids: (isComposing) => [
      ...pidOf(['user', 'item', 'order', 'coupon']),
      ...(isComposing ? [composer.pid, composing.pid] : pidOf(['mypage', 'gateway'])),
      ...servers.pids,
    ],
  };
}

async function startParts(servers: BenchServers) {
  await servers.topics(topics);
  const running: Started[] = [];
  const start = async (folder: string, settings: Settings): Promise<Started> => {
    const started = await startService(servers, folder, settings);
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
  const startGateway = (settings: Settings) =>
    start('gateway', { ...urls, MYPAGE_URL: `${mypage.url}/graphql`, ...settings });
  const gateway = await startGateway({});
  const parts = { gateway, user, item, order, coupon, mypage };
  const shop: Shop = {
    url: `${gateway.url}/graphql`,
    startGateway,
    admin: ADMIN,
    processes: Object.entries(parts).map(([name, { pid }]) => ({ name, pid })),
    async stop() {
      for (const one of running.toReversed()) await one.stop();
    },
  };
  return { shop, urls, start };
}
