import { codedError } from '@rushgraph/service';
import type { FastifyRequest } from 'fastify';
import type { GraphQLError } from 'graphql';
import { z } from 'zod';
import { textProblem } from './text-problem.ts';

/** What of a request the engine would take for a fault of its own, if it was otherwise. All else it refuses itself. */
const parameters = z.object({ query: z.unknown().optional(), extensions: z.unknown().optional() });
const extensions = z.object({ persistedQuery: z.unknown().optional() });
/** By which an operation is asked for: the SHA-256 of its text. */
export const HASH = /^[0-9a-f]{64}$/;
export const persistedQuery = z.object({ version: z.literal(1), sha256Hash: z.string().regex(HASH) });

/** The first fault of a request that can be seen without knowing the schema. One text was found to have none. */
export function findProblem(request: unknown, examined?: string): GraphQLError | undefined {
  const given = parameters.safeParse(request);
  if (!given.success) return undefined;
  const { query } = given.data;
  const problem = persistedProblem(given.data.extensions);
  return problem ?? (typeof query === 'string' && query !== examined ? textProblem(query) : undefined);
}

/** The same of all but the text. */
export function findProblemBesideText(request: unknown): GraphQLError | undefined {
  const given = parameters.safeParse(request);
  return given.success ? persistedProblem(given.data.extensions) : undefined;
}

/** Where the parameters of a GraphQL request are: in the body, or in the address. */
export function parametersOf({ method, body, query }: Pick<FastifyRequest, 'method' | 'body' | 'query'>): unknown {
  return method === 'GET' ? query : body;
}

function persistedProblem(given: unknown): GraphQLError | undefined {
  const read = extensions.safeParse(typeof given === 'string' ? parseJson(given) : given);
  if (!read.success || read.data.persistedQuery == null) return undefined;
  if (persistedQuery.safeParse(read.data.persistedQuery).success) return undefined;
  const message = '"persistedQuery" must hold version 1 and the SHA-256 of the query in lower-case hexadecimal.';
  return codedError('BAD_USER_INPUT', message);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
