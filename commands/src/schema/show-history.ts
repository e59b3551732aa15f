import { readHistory } from '@rushgraph/schema-registry';
import { CommandError } from '../tools/run-command.ts';
import type { SchemaRequest } from './read-schema-request.ts';
import { type Done, EXIT, type Tools } from './schema-tools.ts';

const MOST = 100;

/** What was published of a subgraph, newest first. */
export async function showHistory(
  { verb, subgraph }: Extract<SchemaRequest, { verb: 'history' }>,
  { database }: Tools,
): Promise<Done> {
  const entries = await readHistory(database, subgraph, MOST);
  if (entries.length === 0) throw new CommandError(`Nothing was published of the subgraph "${subgraph}".`);
  const lines = entries.flatMap(({ version, at, by, url, repeats, forced }) => [
    `${version}  ${at.toISOString()}  ${by}  ${url}${repeats === null ? '' : `  (version ${repeats} again)`}`,
    ...(forced ?? []).map((words) => `   forced: ${words}`),
  ]);
  return { exitCode: EXIT.well, lines, report: { command: verb, subgraph, versions: entries } };
}
