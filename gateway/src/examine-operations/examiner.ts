import { createAskedThread, longer, type Patience, type Told } from '../threads/ask-thread.ts';
import { type Examined, type ExamineOptions, isLong, type Rules } from './examine-text.ts';
import type { Answer, Question, ThreadData } from './examiner-messages.ts';

export interface AskedSchema {
  readonly apiHash: string;
  readonly apiSdl: string;
}

/** Examines texts beside the thread that serves requests. */
export interface Examiner {
  /** Rejects when the thread has failed, or has ended meanwhile, and with TimeLimitPassed when patience has ended. */
  examine(
    schema: AskedSchema,
    text: string,
    rules: Rules,
  ): Promise<{ readonly examined: Examined; readonly ms: number }>;
  stop(): Promise<void>;
}

export interface ExaminerOptions extends ExamineOptions {
  /** How long the thread is waited for. */
  readonly patience: Patience;
}

/** Strangers who come again find it running; afterwards its memory is given back. */
const IDLE_MS = 60_000;

/** A thread that runs only while it is asked. */
export function createExaminer(
  { limits, introspection, patience: usual }: ExaminerOptions,
  idleMs = IDLE_MS,
): Examiner {
  const data: ThreadData = { limits, introspection };
  const script = new URL('./examiner-thread.ts', import.meta.url);
  const thread = createAskedThread<Question, Answer>({ script, data, idleMs });

  async function inquire({ apiHash, apiSdl }: AskedSchema, text: string, rules: Rules): Promise<Told<Answer>> {
    const patience = isLong(text) ? longer(usual) : usual;
    const question: Question = { kind: 'examine', schema: apiHash, text, rules };
    const told = await thread.ask(question, patience);
    if (told.answer.kind !== 'unknown') return told;
    await thread.ask({ kind: 'learn', schema: apiHash, apiSdl }, patience);
    return thread.ask(question, patience);
  }

  return {
    async examine(schema, text, rules) {
      const { answer, ms } = await inquire(schema, text, rules);
      if (answer.kind === 'examined') return { examined: answer.examined, ms };
      throw new Error(`A text was not examined: ${answer.kind === 'failed' ? answer.message : answer.kind}`);
    },
    stop: () => thread.stop(),
  };
}
