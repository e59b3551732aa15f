import { workerData } from 'node:worker_threads';
import { GraphQLError, parse } from 'graphql';
import { LRUCache } from 'lru-cache';
import { answerQuestions } from '../../threads/answer-questions.ts';
import { type ReadSupergraph, readSupergraph } from '../read/read-supergraph.ts';
import type { Answer, Question, ThreadData } from './messages.ts';

/** The one that is served, or was until just now, and the next one. */
const KEPT = 2;

const { limits }: ThreadData = workerData;
const known = new LRUCache<string, ReadSupergraph>({ max: KEPT });

answerQuestions(answerTo);

async function answerTo(question: Question): Promise<Answer> {
  try {
    if (question.kind === 'read') {
      // Several may have found at the same time that it is not known.
      const supergraph = known.get(question.supergraph) ?? readSupergraph(question.sdl, limits);
      known.set(question.supergraph, supergraph);
      const { plan, findFitting, ...read } = supergraph;
      return { kind: 'read', read };
    }
    const supergraph = known.get(question.supergraph);
    if (supergraph === undefined) return { kind: 'unknown' };
    if (question.kind === 'fitting') return { kind: 'fitting', fitting: await supergraph.findFitting(question.texts) };
    return { kind: 'plan', plan: await supergraph.plan(parse(question.text, { noLocation: true })) };
  } catch (error) {
    if (error instanceof GraphQLError && error.extensions.code === 'OPERATION_TOO_COMPLEX')
      return { kind: 'too-complex' };
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}
