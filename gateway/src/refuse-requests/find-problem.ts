import { codedError } from '@rushgraph/service';
import type { GraphQLError } from 'graphql';
import { z } from 'zod';
import { isNestedDeeperThan } from '../limit-operations/measure-nesting.ts';
import { hasConditionalRoot } from './conditional-root.ts';

/** Brackets inside each other. Parsers and validators call themselves for each; their stack holds ten times as many. */
const MOST_NESTED = 200;

/** What of a request the engine would take for a fault of its own, if it was otherwise. All else it refuses itself. */
const parameters = z.object({ query: z.unknown().optional(), extensions: z.unknown().optional() });
const extensions = z.object({ persistedQuery: z.unknown().optional() });
/** By which an operation is asked for: the SHA-256 of its text. */
export const HASH = /^[0-9a-f]{64}$/;
export const persistedQuery = z.object({ version: z.literal(1), sha256Hash: z.string().regex(HASH) });

/** The first fault of a request that can be seen without knowing the schema. */
export function findProblem(request: unknown): GraphQLError | undefined {
  const given = parameters.safeParse(request);
  if (!given.success) return undefined;
  const { query } = given.data;
  return persistedProblem(given.data.extensions) ?? (typeof query === 'string' ? textProblem(query) : undefined);
}

function persistedProblem(given: unknown): GraphQLError | undefined {
  const read = extensions.safeParse(typeof given === 'string' ? parseJson(given) : given);
  if (!read.success || read.data.persistedQuery == null) return undefined;
  if (persistedQuery.safeParse(read.data.persistedQuery).success) return undefined;
  const message = '"persistedQuery" must hold version 1 and the SHA-256 of the query in lower-case hexadecimal.';
  return codedError('BAD_USER_INPUT', message);
}

function textProblem(text: string): GraphQLError | undefined {
  if (isNestedDeeperThan(text, MOST_NESTED))
    return codedError('OPERATION_TOO_COMPLEX', `The document is nested more than ${MOST_NESTED} levels deep.`);
  if (hasConditionalRoot(text))
    return codedError('GRAPHQL_VALIDATION_FAILED', 'The field of a subscription cannot depend on @skip or @include.');
  return undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
