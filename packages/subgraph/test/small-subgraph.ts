import {
  createSubgraphServer,
  databaseSettings,
  type Environment,
  loadConfig,
  subgraphSettings,
} from '@rushgraph/service';
import { z } from 'zod';
import { openDatabase, openOutbox, startSubgraph } from '../src/index.ts';

const schema = z.object({
  ...subgraphSettings(4099),
  ...databaseSettings('small'),
  /** What keeps its work from beginning. */
  FAULT: z.string().optional(),
});

/** A subgraph with everything that the others have, and nothing of its own; for a process of a test. */
await startSubgraph(
  'small',
  (env: Environment) => loadConfig(schema, env),
  async (basis) => {
    const { config, health, logger, works } = basis;
    const database = await openDatabase(basis, new URL('../../messaging/test/migrations', import.meta.url));
    const { relay } = openOutbox(basis, database);
    const app = await createSubgraphServer({
      ...basis.server,
      service: 'small',
      typeDefs: 'type Query { ok: Boolean }',
      resolvers: { Query: { ok: () => true } },
      createContext: () => ({}),
    });
    health.check('mysql', () => database.ping());
    return {
      app,
      async startWork() {
        if (config.FAULT !== undefined) throw new Error(config.FAULT);
        await relay.start();
        logger.info('working');
      },
      stop: {
        ...(works && { relay: () => relay.stop() }),
        mysql: () => database.close(),
      },
    };
  },
);
