import { composeServices } from '@apollo/composition';
import { GraphQLError, parse } from 'graphql';

export interface SubgraphDefinition {
  readonly name: string;
  readonly url: string;
  readonly sdl: string;
}

export type Composition =
  | { readonly ok: true; readonly supergraphSdl: string }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Composes subgraph schemas into a supergraph; every problem names the subgraph it comes from. */
export function composeSupergraph(subgraphs: readonly SubgraphDefinition[]): Composition {
  const services = [];
  const unreadable: string[] = [];
  for (const { name, url, sdl } of [...subgraphs].sort((left, right) => (left.name < right.name ? -1 : 1))) {
    try {
      services.push({ name, url, typeDefs: parse(sdl) });
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      const line = error.locations?.[0]?.line;
      unreadable.push(`[${name}] ${error.message}${line === undefined ? '' : ` (line ${line})`}`);
    }
  }
  if (unreadable.length > 0) return { ok: false, problems: unreadable };
  const { errors, supergraphSdl } = composeServices(services);
  if (supergraphSdl !== undefined) return { ok: true, supergraphSdl: `${supergraphSdl.trim()}\n` };
  return { ok: false, problems: (errors ?? []).map(({ message }) => message) };
}
