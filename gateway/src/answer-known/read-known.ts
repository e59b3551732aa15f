import { isRecord } from '@rushgraph/service';
import { HASH, persistedQuery } from '../refuse-requests/find-problem.ts';

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
  const textOrHash = extensions === undefined ? textIn(query) : textOrHashBeside(query, extensions);
  if (textOrHash === undefined) return undefined;
  return { textOrHash, operationName, variables: variables ?? {} };
}

/** No text of an operation looks like a hash, so one is never taken for the other. */
function textIn(query: unknown): string | undefined {
  return typeof query === 'string' && !HASH.test(query) ? query : undefined;
}

function textOrHashBeside(query: unknown, extensions: unknown): string | undefined {
  if (!isRecord(extensions)) return undefined;
  const { clientLibrary: _, persistedQuery: asked, ...others } = extensions;
  for (const _ in others) return undefined;
  if (asked === undefined) return textIn(query);
  // A hash beside a text is to be compared with it, and stored.
  return query === undefined ? persistedQuery.safeParse(asked).data?.sha256Hash : undefined;
}
