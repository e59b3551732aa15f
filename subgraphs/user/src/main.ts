import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { createDatabase, ensureDatabase, migrate } from '@rushgraph/database';
import { createAccessTokenSigner } from '@rushgraph/identity';
import { createKafka, createOutbox, createRelay } from '@rushgraph/messaging';
import { closeRedis, createRedis, pingRedis } from '@rushgraph/redis';
import {
  createClock,
  createHealth,
  createIds,
  createInstanceId,
  createMetrics,
  kafkaConnection,
  listen,
  runMain,
  startStep,
} from '@rushgraph/service';
import type { Accounts } from './accounts.ts';
import { buildUserApp } from './app.ts';
import { argon2Settings, queueSettings, throttleSettings, userConfig } from './config.ts';
import { ensureAdministrator } from './first-administrator/ensure-administrator.ts';
import { hasSignedInFrom } from './log-in/known-places.ts';
import { createLoginThrottle } from './log-in/throttle-logins.ts';
import { createPasswords } from './password/create-passwords.ts';
import { createDenyList } from './session/deny-list.ts';
import { createUserWorker } from './worker.ts';

await runMain('user', async ({ env, logger, onStop }) => {
  const config = userConfig(env);
  const now = createClock();
  const newId = createIds(now);
  const metrics = createMetrics('user');
  const health = createHealth({ now });
  const instanceId = createInstanceId();
  const works = config.ROLES.has('worker');

  const { host } = new URL(config.MYSQL_URL);
  await startStep(`MySQL at ${host} cannot be used`, () => ensureDatabase(config.MYSQL_URL));
  const database = createDatabase({ url: config.MYSQL_URL, connectionLimit: config.MYSQL_CONNECTIONS });
  const redis = createRedis({ url: config.REDIS_URL, name: 'user', logger });
  const outbox = createOutbox({ source: 'user', newId, now });
  const lifetimeSeconds = config.ACCESS_TOKEN_SECONDS;
  const accounts: Accounts = {
    database,
    outbox,
    passwords: await createPasswords({ argon2: argon2Settings(config), queue: queueSettings(config), now, metrics }),
    throttle: createLoginThrottle({
      knows: (origin) => hasSignedInFrom(database, origin),
      redis,
      settings: throttleSettings(config),
      logger,
      metrics,
    }),
    signer: createAccessTokenSigner({
      privateKeyPem: config.ACCESS_TOKEN_PRIVATE_KEY,
      furtherKeyPems: config.ACCESS_TOKEN_FURTHER_KEYS,
      issuer: config.ACCESS_TOKEN_ISSUER,
      ttlSeconds: lifetimeSeconds,
    }),
    denyList: createDenyList({ sql: database, redis, lifetimeSeconds, now, logger, metrics }),
    newId,
    randomBytes,
    now,
    refreshLifetimeSeconds: config.REFRESH_TOKEN_SECONDS,
    sessionLifetimeSeconds: config.SESSION_SECONDS,
    logger,
  };
  const app = await buildUserApp({
    ...accounts,
    viewerKey: config.VIEWER_KEY,
    introspection: config.INTROSPECTION,
    api: config.ROLES.has('api'),
    cookieSecure: config.COOKIE_SECURE,
    health,
    metrics,
  });
  const kafka = createKafka({ ...kafkaConnection(config), clientId: 'user', logger });
  const relay = createRelay({
    database,
    kafka,
    outbox,
    logger,
    metrics,
    topicPrefix: config.KAFKA_TOPIC_PREFIX,
    instanceId,
  });
  const worker = createUserWorker({ database, redis, denyList: accounts.denyList, now, logger });

  health.check('mysql', () => database.ping());
  // Without it people still log in; only guesses are not counted and revocations reach the gateway late.
  health.check('redis', () => pingRedis(redis), { required: false });

  onStop('readiness', async () => health.drain());
  onStop('http', () => app.close());
  onStop('worker', () => worker.stop());
  onStop('relay', async () => (works ? relay.stop() : undefined));
  onStop('redis', () => closeRedis(redis));
  onStop('mysql', () => database.close());

  const folder = fileURLToPath(new URL('../migrations', import.meta.url));
  await startStep(`The tables at ${host} cannot be brought up to date`, () =>
    migrate(database, { folder, name: 'user' }),
  );
  const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = config;
  if (email !== undefined && password !== undefined) await ensureAdministrator(accounts, { email, password });
  if (works) {
    await relay.start();
    worker.start();
  }
  await listen(app, { config, health, metrics, logger, onStop, facts: { roles: [...config.ROLES], instanceId } });
});
