import type { Viewer } from '@rushgraph/identity';
import type { FastifyInstance } from 'fastify';
import { anonymous, signed, testViewerKey } from './viewers.ts';

export interface GraphError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>> & { readonly code?: string };
}

export interface GraphResult<T> {
  /** Null when the whole operation failed. */
  readonly data: T | null;
  /** Undefined when there were none. */
  readonly errors: readonly GraphError[] | undefined;
  readonly status: number;
}

export interface SubgraphRequest {
  /** The subgraph's name: whom the call is signed for. */
  readonly service: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Default: anonymous. */
  readonly viewer?: Viewer;
  /** Default: `testViewerKey`. */
  readonly key?: Buffer;
}

/** One signed GraphQL call to a server that does not listen. */
export async function executeSubgraph<T = Record<string, unknown>>(
  app: Pick<FastifyInstance, 'inject'>,
  { service, query, variables = {}, viewer = anonymous, key = testViewerKey }: SubgraphRequest,
): Promise<GraphResult<T>> {
  const response = await app.inject({
    method: 'POST',
    url: '/graphql',
    headers: { 'content-type': 'application/json', ...signed(viewer, service, key) },
    payload: { query, variables },
  });
  const { data, errors } = response.json<{ data?: T | null; errors?: GraphError[] }>();
  return { data: data ?? null, errors, status: response.statusCode };
}
