/** What of a request a known operation is found by. */
export interface AskedForKnown {
  readonly textOrHash: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Reads a request that asks for nothing but an operation, by its text or by its hash; undefined for any other. What it says
 * of its client's library, as Apollo Client does, asks for nothing.
 */
export function readKnown(body: unknown): AskedForKnown | undefined {
  if (!isRecord(body)) return undefined;
  const { query, operationName = null, variables = null, extensions } = body;
  if (variables !== null && !isRecord(variables)) return undefined;
  if (operationName !== null && typeof operationName !== 'string') return undefined;
  const textOrHash = extensions === undefined ? query : textOrHashBeside(query, extensions);
  if (typeof textOrHash !== 'string') return undefined;
  return { textOrHash, operationName, variables: variables ?? {} };
}

function textOrHashBeside(query: unknown, extensions: unknown): unknown {
  if (!isRecord(extensions)) return undefined;
  const { clientLibrary: _, persistedQuery, ...others } = extensions;
  for (const _ in others) return undefined;
  if (persistedQuery === undefined) return query;
  // A hash beside a text is to be compared with it, and stored.
  return query === undefined && isRecord(persistedQuery) && persistedQuery.version === 1
    ? persistedQuery.sha256Hash
    : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
