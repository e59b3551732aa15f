import { Worker } from 'node:worker_threads';
import { BriefMap, TimeLimitPassed, withinLimit } from '@rushgraph/concurrency';
import { type Answered, type Asked, createClaim, withdraw } from './questions.ts';

export interface AskedThread<Question, Answer> {
  /**
   * Rejects with ThreadEnded when the thread ends before it has answered, and with TimeLimitPassed when patience has ended; a
   * question that is not begun by then is withdrawn. Without patience, it waits as long as it takes.
   */
  ask(question: Question, patience?: Patience): Promise<Told<Answer>>;
  stop(): Promise<void>;
}

/** How long a thread is waited for, in milliseconds. */
export interface Patience {
  /** Until it begins: it may get no processor. */
  readonly toBeginMs: number;
  /** From then on, until it has answered. */
  readonly toAnswerMs: number;
}

/** For what nobody else can do instead. A caller has left before it ends. */
export function longer({ toBeginMs, toAnswerMs }: Patience): Patience {
  return { toBeginMs: toBeginMs * 3, toAnswerMs: toAnswerMs * 2 };
}

export type Told<Answer> = Omit<Answered<Answer>, 'number'>;

export interface AskedThreadOptions {
  /** It answers by `answerQuestions`. */
  readonly script: URL;
  /** What it is started with. */
  readonly data: unknown;
  /** Nobody having asked for so long, it ends, and gives back its memory. Without it, it stays. */
  readonly idleMs?: number;
}

const BEGINNING = new URL('./behind-requests.ts', import.meta.url);

/** Why there is no answer. */
export class ThreadEnded extends Error {
  override readonly name = 'ThreadEnded';
  /** Whether it was told to end. */
  readonly isStopped: boolean;

  constructor(reason: string, isStopped: boolean) {
    super(`The thread that was asked has no answer (${reason})`);
    this.isStopped = isStopped;
  }
}

/** Whether it says that a thread has failed: not where it was told to end, and not where it got no processor. */
export function isFailure(error: unknown): boolean {
  return !(error instanceof TimeLimitPassed) && !(error instanceof ThreadEnded && error.isStopped);
}

interface Waiting<Answer> {
  readonly resolve: (told: Told<Answer>) => void;
  readonly reject: (error: Error) => void;
}

interface Running<Answer> {
  readonly worker: Worker;
  readonly waiting: BriefMap<number, Waiting<Answer>>;
  /** Ends it when nobody asks. */
  idle: NodeJS.Timeout | undefined;
  isStopped: boolean;
}

/** A thread that is started by the first question, and anew after it has ended. */
export function createAskedThread<Question, Answer>(options: AskedThreadOptions): AskedThread<Question, Answer> {
  const { script, data, idleMs } = options;
  let running: Running<Answer> | undefined;
  let asked = 0;

  function start(): Running<Answer> {
    const worker = new Worker(BEGINNING, { workerData: data, argv: [script.href] });
    const started: Running<Answer> = { worker, waiting: new BriefMap(), idle: undefined, isStopped: false };
    // The process ends without waiting for it.
    worker.unref();
    worker.on('message', ({ number, answer, ms }: Answered<Answer>) => {
      started.waiting.get(number)?.resolve({ answer, ms });
    });
    let reason = 'it ended';
    worker.on('error', (error) => {
      reason = error instanceof Error ? error.message : String(error);
    });
    worker.on('messageerror', (error) => {
      reason = `an answer cannot be read: ${error.message}`;
      void worker.terminate();
    });
    worker.on('exit', () => {
      if (running === started) running = undefined;
      clearTimeout(started.idle);
      for (const { reject } of started.waiting.values()) reject(new ThreadEnded(reason, started.isStopped));
    });
    return started;
  }

  /** The answer of one that runs, and which question it is of. */
  function post({ worker, waiting }: Running<Answer>, question: Question) {
    asked += 1;
    const message: Asked<Question> = { number: asked, claim: createClaim(), question };
    const { promise, resolve, reject } = Promise.withResolvers<Told<Answer>>();
    worker.postMessage(message);
    waiting.set(message.number, { resolve, reject });
    return { ...message, told: promise };
  }

  async function end(ending: Running<Answer> | undefined): Promise<void> {
    if (ending === undefined) return;
    clearTimeout(ending.idle);
    ending.isStopped = true;
    // Whoever asks from now on has another one started.
    if (running === ending) running = undefined;
    await ending.worker.terminate();
  }

  return {
    async ask(question, patience) {
      running ??= start();
      const asking = running;
      clearTimeout(asking.idle);
      const { number, claim, told } = post(asking, question);
      try {
        if (patience === undefined) return await told;
        const { toBeginMs, toAnswerMs } = patience;
        return await withinLimit(toBeginMs, () => told).catch((error: unknown) => {
          if (!(error instanceof TimeLimitPassed) || withdraw(claim)) throw error;
          return withinLimit(toAnswerMs, () => told);
        });
      } finally {
        asking.waiting.delete(number);
        const isIdle = asking.waiting.size === 0 && asking === running;
        if (isIdle && idleMs !== undefined) asking.idle = setTimeout(() => void end(asking), idleMs).unref();
      }
    },
    stop: () => end(running),
  };
}
