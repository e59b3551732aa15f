import '../threads/behind-requests.ts';
import { parentPort, workerData } from 'node:worker_threads';
import { LRUCache } from 'lru-cache';
import { clientSchema } from '../engine/read/client-schema.ts';
import { teachScalars } from '../limit-operations/teach-scalars.ts';
import type { Answered, Asked } from '../threads/ask-thread.ts';
import { threadTime } from '../threads/thread-time.ts';
import { createExamineText, type ExamineText } from './examine-text.ts';
import type { Answer, Question, ThreadData } from './examiner-messages.ts';

/** The one that is served, and the one before or after it. */
const KEPT = 2;

const options: ThreadData = workerData;
const known = new LRUCache<string, ExamineText>({ max: KEPT });

parentPort?.on('message', ({ number, question }: Asked<Question>) => {
  const answered: Answered<Answer> = { number, answer: answerTo(question) };
  parentPort?.postMessage(answered);
});

function answerTo(question: Question): Answer {
  try {
    if (question.kind === 'learn') {
      // Several may have found at the same time that it is not known.
      const { schema, apiSdl } = question;
      if (!known.has(schema)) known.set(schema, createExamineText(teachScalars(clientSchema(apiSdl)), options));
      return { kind: 'learnt' };
    }
    const examine = known.get(question.schema);
    if (examine === undefined) return { kind: 'unknown' };
    const begun = threadTime();
    const { examined } = examine(question.text);
    return { kind: 'examined', examined, ms: threadTime() - begun };
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}
