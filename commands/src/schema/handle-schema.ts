import { hasNoTables } from '@rushgraph/database';
import { openRegistry, readRegistry } from '@rushgraph/schema-registry';
import { CommandError } from '../tools/run-command.ts';
import { addressesOf, registryAddress } from '../verify/addresses.ts';
import type { SchemaRequest } from './read-schema-request.ts';
import { runCheck } from './run-check.ts';
import { runPublish } from './run-publish.ts';
import { runRollback } from './run-rollback.ts';
import type { Done, Tools } from './schema-tools.ts';
import { showDiff } from './show-diff.ts';
import { showHistory } from './show-history.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The others need no right to change anything. */
const WRITES: ReadonlySet<SchemaRequest['verb']> = new Set(['publish', 'rollback']);

/** Does what was asked for. Throws what the operator must know. */
export async function handleSchema(request: SchemaRequest, environment: Environment, now = new Date()): Promise<Done> {
  const url = registryAddress(environment);
  const database = WRITES.has(request.verb) ? await openRegistry(url) : readRegistry(url);
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
  } catch (error) {
    if (!hasNoTables(error)) throw error;
    const { host, pathname } = new URL(url);
    throw new CommandError(
      `The schema registry ${host}${pathname} has no tables, or those of an earlier release: publish to it first.`,
    );
  } finally {
    await database.close();
  }
}
