import type { Database } from '@rushgraph/database';
import type { createRedis } from '@rushgraph/redis';
import { type Repeated, runEvery } from '@rushgraph/service';
import type { Logger } from 'pino';
import { deleteEndedSessions } from './session/delete-ended-sessions.ts';
import type { DenyList } from './session/deny-list.ts';

export interface UserWorkerDeps {
  readonly database: Database;
  readonly redis: ReturnType<typeof createRedis>;
  readonly denyList: DenyList;
  readonly now: () => Date;
  readonly logger: Logger;
}

export interface UserWorker {
  start(): void;
  stop(): Promise<void>;
}

const EVERY_MS = 600_000;

/** What happens to sessions behind the API: ended ones are deleted, and a Redis that comes back learns the revoked ones. */
export function createUserWorker({ database, redis, denyList, now, logger }: UserWorkerDeps): UserWorker {
  let cleaning: Repeated | undefined;

  function restore(): void {
    denyList.restore().catch((error: unknown) => {
      logger.error({ err: error }, 'could not write revoked sessions to Redis again');
    });
  }

  return {
    start() {
      if (redis.status === 'ready') restore();
      redis.on('ready', restore);
      cleaning = runEvery({
        name: 'delete ended sessions',
        everyMs: EVERY_MS,
        work: () => deleteEndedSessions(database, now()),
        logger,
      });
    },
    async stop() {
      redis.off('ready', restore);
      await cleaning?.stop();
    },
  };
}
