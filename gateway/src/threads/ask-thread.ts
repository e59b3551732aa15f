import { Worker } from 'node:worker_threads';

export interface AskedThread<Question, Answer> {
  /** Rejects with ThreadEnded when the thread ends before it has answered. */
  ask(question: Question): Promise<Answer>;
  stop(): Promise<void>;
}

export interface AskedThreadOptions {
  readonly script: URL;
  /** What it is started with. */
  readonly data: unknown;
  /** Nobody having asked for so long, it ends, and gives back its memory. Without it, it stays. */
  readonly idleMs?: number;
}

/** A question that is asked, and the number by which its answer finds it. */
export interface Asked<Question> {
  readonly number: number;
  readonly question: Question;
}

export interface Answered<Answer> {
  readonly number: number;
  readonly answer: Answer;
}

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

interface Waiting<Answer> {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

interface Running<Answer> {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting<Answer>>;
  isStopped: boolean;
}

/** A thread that is started by the first question, and anew after it has ended. */
export function createAskedThread<Question, Answer>(options: AskedThreadOptions): AskedThread<Question, Answer> {
  const { script, data, idleMs } = options;
  let running: Running<Answer> | undefined;
  let idle: NodeJS.Timeout | undefined;
  let asked = 0;

  function start(): Running<Answer> {
    const worker = new Worker(script, { workerData: data });
    const started: Running<Answer> = { worker, waiting: new Map(), isStopped: false };
    // The process ends without waiting for it.
    worker.unref();
    worker.on('message', ({ number, answer }: Answered<Answer>) => {
      started.waiting.get(number)?.resolve(answer);
      started.waiting.delete(number);
      if (started.waiting.size === 0) endWhenIdle();
    });
    let reason = 'it ended';
    worker.on('error', (error) => {
      reason = error instanceof Error ? error.message : String(error);
    });
    worker.on('exit', () => {
      if (running === started) running = undefined;
      for (const { reject } of started.waiting.values()) reject(new ThreadEnded(reason, started.isStopped));
    });
    return started;
  }

  function endWhenIdle(): void {
    if (idleMs === undefined) return;
    clearTimeout(idle);
    idle = setTimeout(() => void end(), idleMs).unref();
  }

  async function end(): Promise<void> {
    clearTimeout(idle);
    const ending = running;
    if (ending === undefined) return;
    ending.isStopped = true;
    // Whoever asks from now on has another one started.
    running = undefined;
    await ending.worker.terminate();
  }

  return {
    ask(question) {
      clearTimeout(idle);
      running ??= start();
      const { worker, waiting } = running;
      asked += 1;
      const message: Asked<Question> = { number: asked, question };
      return new Promise((resolve, reject) => {
        waiting.set(message.number, { resolve, reject });
        worker.postMessage(message);
      });
    },
    stop: end,
  };
}
