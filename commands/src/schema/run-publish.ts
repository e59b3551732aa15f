import { userInfo } from 'node:os';
import { type PublicationOutcome, publishSchemas } from '@rushgraph/schema-registry';
import type { SubgraphDefinition } from '@rushgraph/schema-registry/compose';
import { announce } from './announce.ts';
import { describeVerdict } from './describe-verdict.ts';
import { givenSchemas } from './given-schemas.ts';
import type { SchemaRequest } from './read-schema-request.ts';
import { type Done, daysAgo, EXIT, type Tools } from './schema-tools.ts';

/** Publishes the schemas, unless they break something. */
export async function runPublish(request: Extract<SchemaRequest, { verb: 'publish' }>, tools: Tools): Promise<Done> {
  return publish(givenSchemas(request.subgraphs, request, tools.environment), request, tools);
}

interface Publishing {
  readonly verb: string;
  readonly days: number;
  readonly by: string | undefined;
  readonly force: boolean;
  readonly onlyFirst?: boolean;
  readonly repeats?: ReadonlyMap<string, number>;
}

/** Publishes schemas and tells the gateways. */
export async function publish(
  schemas: readonly SubgraphDefinition[],
  { verb, days, by, force, onlyFirst = false, repeats }: Publishing,
  { database, redisUrl, environment, now }: Tools,
): Promise<Done> {
  const outcome = await publishSchemas(database, {
    schemas,
    by: by ?? (environment.PUBLISHED_BY || userInfo().username),
    at: now,
    since: daysAgo(days, now),
    force,
    onlyFirst,
    ...(repeats !== undefined && { repeats }),
  });
  const { exitCode, lines } = describeVerdict(outcome.verdict, days);
  const isAnnounced = outcome.published !== undefined && (await announce(redisUrl, outcome.published.version));
  const { supergraphSdl: _, ...told } = { supergraphSdl: undefined, ...outcome.verdict };
  return {
    exitCode: outcome.published === undefined ? exitCode : EXIT.well,
    lines: [...lines, ...describePublication(outcome, isAnnounced)],
    report: {
      command: verb,
      subgraphs: schemas.map(({ name }) => name),
      ...told,
      published: outcome.published ?? null,
      isAnnounced,
    },
  };
}

function describePublication({ verdict, published }: PublicationOutcome, isAnnounced: boolean): readonly string[] {
  if (published === undefined)
    return verdict.outcome === 'unchanged' || verdict.outcome === 'not-empty' ? [] : [refusal(verdict.outcome)];
  const versions = Object.entries(published.versions).map(([name, version]) => `${name} ${version}`);
  return [
    `Published${published.isForced ? ', although it breaks clients' : ''}: ${versions.join(', ')}; the supergraph is version ${published.version}.`,
    ...(isAnnounced ? [] : ['Redis does not answer, so gateways find it when they look for themselves.']),
  ];
}

function refusal(outcome: string): string {
  const why = 'Nothing was published.';
  return outcome === 'does-not-compose' ? why : `${why} If those clients may break, publish it with --force.`;
}
