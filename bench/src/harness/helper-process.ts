import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { QUIET_OPTIONS } from '@rushgraph/service/node-options';
import { endWithUs } from './end-with-us.ts';

/** A part of a benchmark in a process of its own: it answers one question after another. */
export interface HelperProcess<Question, Answer> {
  ask(question: Question): Promise<Answer>;
  stop(): Promise<void>;
}

export interface HelperOptions<Data> {
  /** Ends with `answerAsked`. */
  readonly script: URL;
  /** What it is started with. */
  readonly data: Data;
  /** From 0 to 19, the last to get a processor. Default 0. */
  readonly niceness?: number;
}

/**
 * For whoever loads or answers a contestant: V8 does not mark its heap while the benchmark lasts, nor use threads beside the
 * one that works. Each marking would hold up the callers of a whole core for tens of milliseconds, and the contestant would be blamed.
 */
export const STEADY_OPTIONS: readonly string[] = ['--single-threaded-gc', '--initial-old-space-size=1024'];

const NICE = '/usr/bin/nice';

/** Starts it, and waits until it has loaded. It ends with this process. */
export async function startHelper<Question, Answer, Data>(
  options: HelperOptions<Data>,
): Promise<HelperProcess<Question, Answer>> {
  const { script, data, niceness = 0 } = options;
  const flags = [...QUIET_OPTIONS, ...STEADY_OPTIONS];
  const isNice = niceness > 0 && existsSync(NICE);
  const child = endWithUs(
    fork(script, {
      serialization: 'advanced',
      ...(isNice
        ? { execPath: NICE, execArgv: ['-n', String(niceness), process.execPath, ...flags] }
        : { execArgv: flags }),
    }),
  );
  const ended = once(child, 'exit');

  const lost = ended.then(([code]) => Promise.reject(new Error(`${script.pathname} ended with ${code}`)));
  // It is expected when nobody asks.
  lost.catch(() => undefined);

  async function ask(question: unknown): Promise<Answer> {
    const answered = once(child, 'message');
    child.send(question as object);
    const [answer] = await Promise.race([answered, lost]);
    return answer;
  }

  await ask(data);
  return {
    ask,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** In the process: takes what it is started with, then answers each question. Ends with the process that has started it. */
export function answerAsked<Data, Question, Answer>(
  start: (data: Data) => Promise<(question: Question) => Promise<Answer>>,
): void {
  let answer: ((question: Question) => Promise<Answer>) | undefined;

  async function reply(message: unknown): Promise<Answer | 'ready'> {
    if (answer !== undefined) return answer(message as Question);
    answer = await start(message as Data);
    return 'ready';
  }

  process.on('message', async (message) => void process.send?.(await reply(message)));
  process.once('disconnect', () => process.exit());
}
