import { GraphQLError, type GraphQLFormattedError } from 'graphql';

/** Status and headers of an answer. */
export interface HttpHead {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
}

type Mask = (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;

interface Formatted {
  readonly errors: readonly GraphQLFormattedError[] | undefined;
  readonly head: HttpHead;
}

const NO_HEADERS: ReadonlyMap<string, string> = new Map();

/**
 * Errors as a client is told them, by Apollo Server's own rules: one without a code is a fault of ours, and one may say in
 * `extensions.http` which status and headers the answer gets.
 */
export function formatErrors(errors: readonly unknown[] | undefined, mask: Mask, status: number): Formatted {
  if (errors === undefined) return { errors, head: { status, headers: NO_HEADERS } };
  const headers = new Map<string, string>();
  let asked: number | undefined;
  const formatted = errors.map((thrown) => {
    const error = toGraphQLError(thrown);
    const { http, ...others } = error.extensions;
    const extensions = isHead(http) ? others : error.extensions;
    if (isHead(http)) {
      asked = http.status ?? asked;
      for (const [name, value] of http.headers ?? []) headers.set(name, value);
    }
    const code = extensions.code ?? 'INTERNAL_SERVER_ERROR';
    return mask({ ...error.toJSON(), extensions: { ...extensions, code } }, error);
  });
  return { errors: formatted, head: { status: asked ?? status, headers } };
}

function toGraphQLError(thrown: unknown): GraphQLError {
  if (thrown instanceof GraphQLError) return thrown;
  const error = thrown instanceof Error ? thrown : new Error(`Unexpected error value: ${String(thrown)}`);
  return new GraphQLError(error.message, { originalError: error });
}

function isHead(http: unknown): http is { readonly status?: number; readonly headers?: ReadonlyMap<string, string> } {
  if (typeof http !== 'object' || http === null) return false;
  const isStatus = !('status' in http) || typeof http.status === 'number';
  return isStatus && (!('headers' in http) || http.headers instanceof Map);
}
