import { codedError } from '@rushgraph/service';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { answerRefusal } from '../log-requests/request-note.ts';
import { operationHash, type Safelist } from './safelist.ts';

const persisted = z.object({ persistedQuery: z.object({ sha256Hash: z.string() }) });
const parameters = z.object({ query: z.string().optional(), extensions: z.unknown().optional() });

/** Lets stored operations pass and no others, before anything is parsed. They come as texts, or by their hashes. */
export function safelistOnly(app: FastifyInstance, safelist: Safelist): void {
  // No promise of the reply: it is kept also when the client leaves, and the route would then run what was refused.
  app.addHook('preHandler', (request, reply, done) => {
    if (request.routeOptions.url !== '/graphql') return done();
    const hash = hashOf(request);
    if (hash !== undefined && safelist.textOf(hash) !== undefined) return done();
    answerRefusal(reply, 403, codedError('OPERATION_NOT_SAFELISTED', 'Only stored operations are run here.'));
  });
}

/** What the engine will run: the text, when there is one. */
function hashOf({ method, query, body }: FastifyRequest): string | undefined {
  const given = parameters.safeParse(method === 'GET' ? query : body);
  if (!given.success) return undefined;
  const { query: text, extensions } = given.data;
  if (text !== undefined && text !== '') return operationHash(text);
  const read = persisted.safeParse(typeof extensions === 'string' ? parseJson(extensions) : extensions);
  return read.success ? read.data.persistedQuery.sha256Hash : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
