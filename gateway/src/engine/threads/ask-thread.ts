import { Worker } from 'node:worker_threads';
import type { Answer, Answered, Asked, Question, ThreadData } from './messages.ts';

export interface AskedThread {
  /** Rejects when the thread ends before it has answered. */
  ask(question: Question): Promise<Answer>;
  stop(): Promise<void>;
}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** A planner in a thread of its own, which is started by the first question, and anew after it has ended. */
export function createAskedThread(data: ThreadData): AskedThread {
  const waiting = new Map<number, Waiting>();
  let running: Worker | undefined;
  let asked = 0;

  function start(): Worker {
    const worker = new Worker(new URL('./planner-thread.ts', import.meta.url), { workerData: data });
    // The process ends without waiting for it.
    worker.unref();
    worker.on('message', ({ number, answer }: Answered) => {
      waiting.get(number)?.resolve(answer);
      waiting.delete(number);
    });
    let reason = 'it ended';
    worker.on('error', (error) => {
      reason = error instanceof Error ? error.message : String(error);
    });
    worker.on('exit', () => {
      if (running === worker) running = undefined;
      for (const { reject } of waiting.values()) reject(new Error(`The thread that plans has no answer (${reason})`));
      waiting.clear();
    });
    return worker;
  }

  return {
    ask(question) {
      running ??= start();
      const worker = running;
      asked += 1;
      const message: Asked = { number: asked, question };
      return new Promise((resolve, reject) => {
        waiting.set(message.number, { resolve, reject });
        worker.postMessage(message);
      });
    },
    async stop() {
      await running?.terminate();
    },
  };
}
