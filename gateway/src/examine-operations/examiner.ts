import { createAskedThread } from '../threads/ask-thread.ts';
import type { Examined, ExamineOptions } from './examine-text.ts';
import type { Answer, Question, ThreadData } from './examiner-messages.ts';

export interface AskedSchema {
  readonly apiHash: string;
  readonly apiSdl: string;
}

/** Examines texts beside the thread that serves requests. */
export interface Examiner {
  /** Rejects when the thread has failed, or has ended meanwhile. */
  examine(schema: AskedSchema, text: string): Promise<{ readonly examined: Examined; readonly ms: number }>;
  stop(): Promise<void>;
}

/** Strangers who come again find it running; afterwards its memory is given back. */
const IDLE_MS = 60_000;

/** A thread that runs only while it is asked. */
export function createExaminer({ limits, introspection }: ExamineOptions, idleMs = IDLE_MS): Examiner {
  const data: ThreadData = { limits, introspection };
  const script = new URL('./examiner-thread.ts', import.meta.url);
  const thread = createAskedThread<Question, Answer>({ script, data, idleMs });

  async function inquire({ apiHash, apiSdl }: AskedSchema, text: string): Promise<Answer> {
    const question: Question = { kind: 'examine', schema: apiHash, text };
    const answer = await thread.ask(question);
    if (answer.kind !== 'unknown') return answer;
    await thread.ask({ kind: 'learn', schema: apiHash, apiSdl });
    return thread.ask(question);
  }

  return {
    async examine(schema, text) {
      const answer = await inquire(schema, text);
      if (answer.kind === 'examined') return answer;
      throw new Error(`A text was not examined: ${answer.kind === 'failed' ? answer.message : answer.kind}`);
    },
    stop: () => thread.stop(),
  };
}
