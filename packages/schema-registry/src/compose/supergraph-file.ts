import { parse, YAMLParseError } from 'yaml';
import { z } from 'zod';

export interface SubgraphSource {
  readonly name: string;
  readonly routingUrl: string;
  /** Path of the schema, relative to the supergraph file. */
  readonly schemaFile: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const file = z.object({
  federation_version: z.string().optional(),
  subgraphs: z.record(z.string(), z.object({ routing_url: z.string(), schema: z.object({ file: z.string() }) })),
});

/** Reads a supergraph file in rover's format, with `${env.NAME:-default}` filled in. Throws with a sentence when it is none. */
export function parseSupergraphFile(text: string, environment: Environment): readonly SubgraphSource[] {
  const parsed = file.safeParse(parseYaml(fillIn(text, environment)));
  if (!parsed.success)
    throw new Error(`The supergraph file does not have rover's format: ${z.prettifyError(parsed.error)}`);
  return Object.entries(parsed.data.subgraphs).map(([name, { routing_url, schema }]) => ({
    name,
    routingUrl: routing_url,
    schemaFile: schema.file,
  }));
}

function parseYaml(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    throw new Error(`The supergraph file is no YAML: ${error.message}`, { cause: error });
  }
}

function fillIn(text: string, environment: Environment): string {
  return text.replace(/\$\{env\.([A-Z0-9_]+)(?::-([^}]*))?\}/g, (_, name: string, fallback?: string) => {
    const value = environment[name] ?? fallback;
    if (value === undefined) throw new Error(`The supergraph file needs ${name} in the environment`);
    return value;
  });
}
