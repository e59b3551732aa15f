import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Database } from '@rushgraph/database';
import { createAccessTokenSigner, signViewer, VIEWER_HEADER, type Viewer } from '@rushgraph/identity';
import { createOutbox } from '@rushgraph/messaging';
import { createHealth, createIds, createLogger, createMetrics, type Metrics } from '@rushgraph/service';
import { type TestRedis, testDatabase, testRedis, testViewerKey } from '@rushgraph/testkit';
import type { Accounts } from '../src/accounts.ts';
import { buildUserApp } from '../src/app.ts';
import { hasSignedInFrom } from '../src/log-in/known-places.ts';
import { createLoginThrottle, type ThrottleSettings } from '../src/log-in/throttle-logins.ts';
import { createPasswords, type QueueSettings } from '../src/password/create-passwords.ts';
import { createDenyList } from '../src/session/deny-list.ts';

const migrations = fileURLToPath(new URL('../migrations', import.meta.url));
export const WEEK_SECONDS = 604_800;
const MONTH_SECONDS = 2_592_000;
export const LIFETIME_SECONDS = 900;

/** One access token key for the file. */
const { privateKey } = generateKeyPairSync('ed25519', {
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const signer = createAccessTokenSigner({ privateKeyPem: privateKey, issuer: 'rushgraph' });
/** As cheap as argon2 gets. */
const cheap = { memoryKib: 8, passes: 1, lanes: 1 };
const roomy: ThrottleSettings = { windowSeconds: 900, limits: { pair: 1_000, account: 1_000, address: 1_000 } };

/** The computer's clock, which tests can push ahead: signed viewers are checked against it as well. */
function movableClock() {
  let ahead = 0;
  const clock = () => new Date(Date.now() + ahead);
  return Object.assign(clock, {
    advance: (milliseconds: number) => {
      ahead += milliseconds;
    },
  });
}

export interface Answer {
  readonly data: Record<string, unknown> | null;
  readonly errors:
    | readonly { readonly extensions?: { readonly code?: string; readonly errorId?: string } }[]
    | undefined;
  /** The value of the refresh cookie that was set; empty when it was cleared. */
  readonly refresh: string | undefined;
  readonly setCookie: string | undefined;
}

export interface AskOptions {
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly viewer?: Viewer;
  /** The refresh cookie to send. */
  readonly refresh?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface UserFixture {
  readonly database: Database;
  readonly redis: TestRedis;
  readonly metrics: Metrics;
  readonly accounts: Accounts;
  readonly clock: ReturnType<typeof movableClock>;
  readonly app: Awaited<ReturnType<typeof buildUserApp>>;
  /** Everything that was logged, at level debug. */
  readonly log: string[];
  ask(query: string, options?: AskOptions): Promise<Answer>;
  count(table: string): Promise<number>;
  drop(): Promise<void>;
}

export interface FixtureOptions {
  readonly throttle?: ThrottleSettings;
  readonly cookieSecure?: boolean;
  readonly queue?: QueueSettings;
}

/** The user subgraph on a database and a Redis database of its own. */
export async function userFixture({
  throttle = roomy,
  cookieSecure = true,
  queue = { atOnce: 4, waiting: 1_000, waitMs: 60_000 },
}: FixtureOptions = {}): Promise<UserFixture> {
  const { database, drop } = await testDatabase(migrations);
  const redis = await testRedis();
  const clock = movableClock();
  const newId = createIds(clock);
  const metrics = createMetrics('user', { defaults: false });
  const log: string[] = [];
  const destination = { write: (line: string) => void log.push(line) };
  const logger = createLogger({ service: 'user', level: 'debug', pretty: false, destination });
  const store = { redis: redis.redis, logger, metrics };
  const accounts: Accounts = {
    database,
    outbox: createOutbox({ source: 'user', newId, now: clock }),
    passwords: await createPasswords({ argon2: cheap, queue, now: clock, metrics }),
    throttle: createLoginThrottle({
      ...store,
      knows: (origin) => hasSignedInFrom(database, origin),
      settings: throttle,
    }),
    signer,
    denyList: createDenyList({ ...store, sql: database, lifetimeSeconds: LIFETIME_SECONDS, now: clock }),
    newId,
    randomBytes,
    now: clock,
    refreshLifetimeSeconds: WEEK_SECONDS,
    sessionLifetimeSeconds: MONTH_SECONDS,
    logger,
  };
  const app = await buildUserApp({
    accounts,
    cookieSecure,
    viewerKey: testViewerKey,
    introspection: true,
    api: true,
    now: clock,
    logger,
    health: createHealth({ now: clock }),
    metrics,
  });
  return {
    database,
    redis,
    metrics,
    accounts,
    clock,
    app,
    log,
    ask: (query, options) => ask({ app, clock, cookie: cookieSecure ? '__Host-refresh' : 'refresh' }, query, options),
    async count(table) {
      const [row] = await database.rows<{ rows: number }>(`SELECT COUNT(*) AS \`rows\` FROM ${table}`);
      return row?.rows ?? 0;
    },
    async drop() {
      await app.close();
      await redis.drop();
      await drop();
    },
  };
}

async function ask(
  { app, clock, cookie: cookieName }: Pick<UserFixture, 'app' | 'clock'> & { readonly cookie: string },
  query: string,
  options: AskOptions = {},
): Promise<Answer> {
  const { variables = {}, viewer = { kind: 'anonymous' }, refresh, headers = {} } = options;
  const response = await app.inject({
    method: 'POST',
    url: '/graphql',
    headers: {
      'content-type': 'application/json',
      [VIEWER_HEADER]: signViewer(viewer, { audience: 'user', key: testViewerKey, now: clock() }),
      ...(refresh !== undefined && { cookie: `other=1; ${cookieName}=${refresh}` }),
      ...headers,
    },
    payload: { query, variables },
  });
  const { data = null, errors } = response.json<Partial<Pick<Answer, 'data' | 'errors'>>>();
  const [cookie] = response.cookies.filter(({ name }) => name === cookieName).slice(-1);
  const setCookie = [response.headers['set-cookie']].flat().at(-1);
  return { data, errors, refresh: cookie?.value, setCookie };
}
