import { GraphQLError } from 'graphql';
import type { SubgraphError } from '../../fetch-subgraphs/subgraph-client.ts';
import type { FetchShape } from '../compile/fetch-shape.ts';
import type { Path } from '../compile/targets.ts';
import { clientKey } from '../plan/keys-in-plan.ts';

export interface ErrorPlace {
  readonly shape: FetchShape;
  /** Where the client sees the entity that a representation stands for; the root for a fetch without entities. */
  readonly pathOf: (representation: number) => Path | undefined;
  readonly nameOf: (rootKey: string) => string;
}

/** Errors of a subgraph as the client sees them: at paths of its own operation, with the service for the mask and the log. */
export function placeErrors(errors: readonly SubgraphError[], place: ErrorPlace): GraphQLError[] {
  return errors.map((error) => {
    const { message, extensions } = error;
    const path = clientPath(error.path, place);
    return new GraphQLError(message === '' ? `The ${place.shape.service} service reported an error.` : message, {
      ...(path !== undefined && { path }),
      extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', ...extensions, serviceName: place.shape.service },
    });
  });
}

function clientPath(path: Path | undefined, { shape, pathOf, nameOf }: ErrorPlace): Path | undefined {
  if (path === undefined) return undefined;
  const [root, index, ...rest] = path;
  const isEntity = shape.represent !== undefined && root === '_entities';
  if (isEntity && typeof index !== 'number') return undefined;
  const entity = isEntity && typeof index === 'number' ? pathOf(index) : [];
  if (entity === undefined) return undefined;
  const named = (isEntity ? rest : path).map((key) =>
    typeof key === 'string' ? (shape.renames.get(key) ?? key) : key,
  );
  const [first, ...below] = [...entity, ...named].map((key) => (typeof key === 'string' ? clientKey(key) : key));
  return typeof first === 'string' ? [nameOf(first), ...below] : undefined;
}
