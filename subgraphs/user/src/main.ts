import { closeRedis, createRedis, pingRedis } from '@rushgraph/redis';
import { openDatabase, openOutbox, startSubgraph } from '@rushgraph/subgraph';
import { buildUserApp } from './app.ts';
import { userConfig } from './config.ts';
import { createAccounts } from './create-accounts.ts';
import { ensureAdministrator } from './first-administrator/ensure-administrator.ts';
import { createUserWorker } from './worker.ts';

await startSubgraph('user', userConfig, async (basis) => {
  const { config, health, logger, now, works } = basis;
  const database = await openDatabase(basis, new URL('../migrations', import.meta.url));
  const { outbox, relay } = openOutbox(basis, database);
  const redis = createRedis({ url: config.REDIS_URL, name: 'user', logger });
  const accounts = await createAccounts({ ...basis, database, redis, outbox });
  const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = config;
  if (email !== undefined && password !== undefined) await ensureAdministrator(accounts, { email, password });
  const app = await buildUserApp({ ...basis.server, accounts, cookieSecure: config.COOKIE_SECURE });
  const worker = createUserWorker({ database, redis, denyList: accounts.denyList, now, logger });

  health.check('mysql', () => database.ping());
  // Without it people still log in; only guesses are not counted and revocations reach the gateway late.
  health.check('redis', () => pingRedis(redis), { required: false });

  return {
    app,
    async startWork() {
      await relay.start();
      worker.start();
    },
    stop: {
      ...(works && { worker: () => worker.stop(), relay: () => relay.stop() }),
      redis: () => closeRedis(redis),
      mysql: () => database.close(),
    },
  };
});
