import { workerData } from 'node:worker_threads';
import type { GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import { clientSchema } from '../engine/read/client-schema.ts';
import { teachScalars } from '../limit-operations/teach-scalars.ts';
import { answerQuestions } from '../threads/answer-questions.ts';
import { createExamineText, type ExamineText, type Rules } from './examine-text.ts';
import type { Answer, Question, ThreadData } from './examiner-messages.ts';

/** The one that is served, and the one before or after it. */
const KEPT = 2;

const options: ThreadData = workerData;
const known = new LRUCache<string, Readonly<Record<Rules, ExamineText>>>({ max: KEPT });

answerQuestions(answerTo);

function examinersOf(schema: GraphQLSchema): Readonly<Record<Rules, ExamineText>> {
  return {
    requests: createExamineText(schema, options, 'requests'),
    subscriptions: createExamineText(schema, options, 'subscriptions'),
  };
}

function answerTo(question: Question): Answer {
  try {
    if (question.kind === 'learn') {
      // Several may have found at the same time that it is not known.
      const { schema, apiSdl } = question;
      if (!known.has(schema)) known.set(schema, examinersOf(teachScalars(clientSchema(apiSdl))));
      return { kind: 'learnt' };
    }
    const examine = known.get(question.schema);
    if (examine === undefined) return { kind: 'unknown' };
    return { kind: 'examined', examined: examine[question.rules](question.text).examined };
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}
