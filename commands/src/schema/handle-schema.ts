import { openRegistry } from '@rushgraph/schema-registry';
import { addressesOf, registryAddress } from '../verify/addresses.ts';
import type { SchemaRequest } from './read-schema-request.ts';
import { runCheck } from './run-check.ts';
import { runPublish } from './run-publish.ts';
import { runRollback } from './run-rollback.ts';
import type { Done, Tools } from './schema-tools.ts';
import { showDiff } from './show-diff.ts';
import { showHistory } from './show-history.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Does what was asked for. Throws what the operator must know. */
export async function handleSchema(request: SchemaRequest, environment: Environment, now = new Date()): Promise<Done> {
  const database = await openRegistry(registryAddress(environment));
  const tools: Tools = { database, redisUrl: addressesOf(environment).redis.url, environment, now };
  try {
    switch (request.verb) {
      case 'check':
        return await runCheck(request, tools);
      case 'publish':
        return await runPublish(request, tools);
      case 'rollback':
        return await runRollback(request, tools);
      case 'history':
        return await showHistory(request, tools);
      case 'diff':
        return await showDiff(request, tools);
    }
  } finally {
    await database.close();
  }
}
