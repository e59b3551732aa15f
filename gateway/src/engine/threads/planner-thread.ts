import { parentPort, workerData } from 'node:worker_threads';
import { GraphQLError, parse } from 'graphql';
import { LRUCache } from 'lru-cache';
import { type ReadSupergraph, readSupergraph } from '../plan/read-supergraph.ts';
import type { Answer, Answered, Asked, Question, ThreadData } from './messages.ts';

/** The one that is served, or was until just now, and the next one. */
const KEPT = 2;

const { limits }: ThreadData = workerData;
const known = new LRUCache<string, ReadSupergraph>({ max: KEPT });

parentPort?.on('message', async ({ number, question }: Asked) => {
  const answered: Answered = { number, answer: await answerTo(question) };
  parentPort?.postMessage(answered);
});

async function answerTo(question: Question): Promise<Answer> {
  try {
    if (question.kind === 'read') {
      const { plan, ...read } = readSupergraph(question.sdl, limits);
      known.set(question.supergraph, { plan, ...read });
      return { kind: 'read', read };
    }
    const supergraph = known.get(question.supergraph);
    if (supergraph === undefined) return { kind: 'unknown' };
    return { kind: 'plan', plan: await supergraph.plan(parse(question.text, { noLocation: true })) };
  } catch (error) {
    if (error instanceof GraphQLError && error.extensions.code === 'OPERATION_TOO_COMPLEX')
      return { kind: 'too-complex' };
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}
