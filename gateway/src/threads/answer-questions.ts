import { parentPort } from 'node:worker_threads';
import { type Answered, type Asked, begin } from './questions.ts';
import { threadTime } from './thread-time.ts';

/** Answers what this thread is asked, one question after another; those that were withdrawn meanwhile are left. */
export function answerQuestions<Question, Answer>(answerTo: (question: Question) => Answer | Promise<Answer>): void {
  parentPort?.on('message', async ({ number, claim, question }: Asked<Question>) => {
    if (!begin(claim)) return;
    const begun = threadTime();
    const answer = await answerTo(question);
    const answered: Answered<Answer> = { number, answer, ms: threadTime() - begun };
    parentPort?.postMessage(answered);
  });
  // Whoever has asked is told that the thread has ended.
  parentPort?.on('messageerror', (error) => {
    throw error;
  });
}
