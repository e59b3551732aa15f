import { codedError } from '@rushgraph/service';
import { z } from 'zod';
import { findProblemBesideText } from '../../refuse-requests/find-problem.ts';

const parameters = z.object({
  query: z.string().nullish(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  extensions: z.record(z.string(), z.unknown()).nullish(),
});
const persisted = z.object({ persistedQuery: z.object({ sha256Hash: z.string() }) });

/** What a client sends for an operation, whatever the transport. */
export interface AskedOperation {
  readonly query: string | undefined;
  /** The hash under which the text is stored, or is to be. */
  readonly hash: string | undefined;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Reads the parameters of GraphQL over HTTP; throws BAD_USER_INPUT for what is none of them, as for queries. */
export function readRequest(given: unknown): AskedOperation {
  const problem = findProblemBesideText(given);
  if (problem !== undefined) throw problem;
  const read = parameters.safeParse(given);
  if (!read.success) throw codedError('BAD_USER_INPUT', 'The parameters of an operation are expected, as JSON.');
  const { query, operationName, variables, extensions } = read.data;
  const hash = persisted.safeParse(extensions).data?.persistedQuery.sha256Hash;
  return {
    query: query || undefined,
    hash,
    operationName: operationName ?? undefined,
    variables: variables ?? {},
  };
}
