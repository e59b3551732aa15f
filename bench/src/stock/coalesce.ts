import { setImmediate as turn } from 'node:timers/promises';

interface Waiting<Question, Answer> {
  readonly question: Question;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

export interface CoalesceOptions<Question, Answer> {
  readonly most: number;
  /** Answers in the order of the questions. */
  readonly work: (questions: readonly Question[]) => Promise<readonly Answer[]>;
}

/**
 * Answers questions in batches, one batch at a time, as a consumer does: while one is worked on, the next ones gather.
 * Nobody is kept waiting for a batch to become full.
 */
export function createCoalescer<Question, Answer>({ most, work }: CoalesceOptions<Question, Answer>) {
  const queue: Waiting<Question, Answer>[] = [];
  let isWorking = false;

  async function workOff(): Promise<void> {
    isWorking = true;
    while (queue.length > 0) {
      // Those who have just been answered ask again before the next batch is taken.
      await turn();
      const batch = queue.splice(0, most);
      try {
        const answers = await work(batch.map(({ question }) => question));
        for (const [index, { resolve, reject }] of batch.entries()) {
          const answer = answers[index];
          if (answer === undefined) reject(new Error('A question has no answer'));
          else resolve(answer);
        }
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    isWorking = false;
  }

  return (question: Question): Promise<Answer> =>
    new Promise((resolve, reject) => {
      queue.push({ question, resolve, reject });
      if (!isWorking) void workOff();
    });
}
