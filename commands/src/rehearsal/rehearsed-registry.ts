import type { Database } from '@rushgraph/database';
import { eventually } from '@rushgraph/testkit';
import { handleSchema } from '../schema/handle-schema.ts';
import { readSchemaRequest } from '../schema/read-schema-request.ts';
import { RehearsalFailure } from './steps.ts';

const BREAKS_CLIENTS = 3;
/** Gateways write down what clients use now and then. */
const WRITTEN_WITHIN_MS = 60_000;

/** The commands of the schema registry, for one subgraph. A schema is a file; none is that of this checkout. */
export interface RehearsedRegistry {
  /** Says what publishing would do. Throws when it would break something. */
  check(file: string | undefined): Promise<string>;
  /** Resolves, with what is said, when the check refuses because clients would break. */
  refuses(file: string | undefined): Promise<string>;
  publish(file: string | undefined): Promise<string>;
  /** When so many uses of the field are written down: as if they all were more than a week ago. */
  letAWeekPass(field: string, uses: number): Promise<void>;
}

interface RegistryDeps {
  /** Whose schema is checked and published. */
  readonly subgraph: string;
  readonly database: Database;
  /** REGISTRY_MYSQL_URL and REDIS_URL. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Publishes what this checkout has of all subgraphs: what runs before anything is deployed. */
export async function publishAll(environment: Readonly<Record<string, string>>): Promise<void> {
  const { exitCode, lines } = await handleSchema(readSchemaRequest(['publish'], { all: true }), environment);
  if (exitCode !== 0)
    throw new RehearsalFailure(`The schemas of this checkout cannot be published. ${lines.join(' ')}`);
}

export function createRehearsedRegistry({ subgraph, database, environment }: RegistryDeps): RehearsedRegistry {
  async function run(verb: 'check' | 'publish', file: string | undefined) {
    const values = { by: 'the rehearsal', ...(file !== undefined && { file }) };
    const { exitCode, lines } = await handleSchema(readSchemaRequest([verb, subgraph], values), environment);
    return { exitCode, said: lines.map((line) => line.trim()).join(' – ') };
  }
  async function mustDo(verb: 'check' | 'publish', file: string | undefined): Promise<string> {
    const { exitCode, said } = await run(verb, file);
    if (exitCode !== 0) throw new RehearsalFailure(`npm run schema -- ${verb} ${subgraph} refuses. ${said}`);
    return said;
  }
  return {
    check: (file) => mustDo('check', file),
    publish: (file) => mustDo('publish', file),
    refuses: (file) =>
      eventually(
        async () => {
          const { exitCode, said } = await run('check', file);
          if (exitCode !== BREAKS_CLIENTS || !/: used /.test(said))
            throw new RehearsalFailure(`The check lets go a field that clients use. ${said}`);
          return said;
        },
        { timeoutMs: WRITTEN_WITHIN_MS, everyMs: 500 },
      ),
    async letAWeekPass(field, uses) {
      const ofField = `operation_hash IN (SELECT hash FROM operation WHERE JSON_CONTAINS(coordinates, JSON_QUOTE(?)))`;
      const coordinate = [`Query.${field}`];
      await eventually(
        async () => {
          const sql = `SELECT CAST(COALESCE(SUM(uses), 0) AS CHAR) AS written FROM operation_use WHERE ${ofField}`;
          const [row] = await database.rows<{ written: string }>(sql, coordinate);
          if (Number(row?.written) < uses)
            throw new RehearsalFailure(`Of ${uses} uses of ${field} the registry knows ${row?.written}.`);
        },
        { timeoutMs: WRITTEN_WITHIN_MS, everyMs: 200 },
      );
      await database.run(`UPDATE operation_use SET hour = hour - INTERVAL 8 DAY WHERE ${ofField}`, coordinate);
    },
  };
}
