import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { TimeLimitPassed } from '@rushgraph/concurrency';
import { afterEach, expect, it, vi } from 'vitest';
import { createAskedThread, ThreadEnded } from './ask-thread.ts';

/**
 * A thread that answers with how many questions it has begun, ends at `end`, is not done with `never`, works at `work` for a
 * while, and stands still at `wait` until its gate is opened.
 */
const script = scriptOf(`
    let begun = 0;
    answerQuestions((question) => {
      begun += 1;
      if (question === 'end') process.exit(1);
      if (question === 'never') return new Promise(() => undefined);
      for (const at = process.threadCpuUsage().user; question === 'work' && process.threadCpuUsage().user === at; );
      if (question === 'wait') {
        Atomics.store(workerData, 1, 1);
        Atomics.wait(workerData, 0, 0);
      }
      return begun;
    });
  `);

function scriptOf(answering: string): URL {
  const imports = `
    import { workerData } from 'node:worker_threads';
    import { answerQuestions } from '${new URL('./answer-questions.ts', import.meta.url)}';`;
  return new URL(`data:text/javascript,${encodeURIComponent(imports + answering)}`);
}

const OPEN = 0;
const REACHED = 1;
let gate = new Int32Array(new SharedArrayBuffer(8));
async function reached(): Promise<void> {
  while (Atomics.load(gate, REACHED) === 0) await new Promise(setImmediate);
}
function open(): void {
  Atomics.store(gate, OPEN, 1);
  Atomics.notify(gate, OPEN);
}

const threads: { stop(): Promise<void> }[] = [];
function start(idleMs?: number) {
  gate = new Int32Array(new SharedArrayBuffer(8));
  const thread = createAskedThread<string, unknown>({ script, data: gate, ...(idleMs !== undefined && { idleMs }) });
  threads.push(thread);
  return { ...thread, ask: async (...asked: Parameters<typeof thread.ask>) => (await thread.ask(...asked)).answer };
}

afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(threads.splice(0).map((thread) => thread.stop()));
});

it('starts one thread for all questions', async () => {
  const { ask } = start();
  expect(await Promise.all([ask('a'), ask('b')])).toEqual([1, 2]);
  expect(await ask('c')).toBe(3);
});

it('tells how long a question has taken the thread', async () => {
  const thread = createAskedThread<string, unknown>({ script, data: gate });
  threads.push(thread);
  expect((await thread.ask('work')).ms).toBeGreaterThan(0);
});

it('tells who waits for one that has ended by itself, and starts another', async () => {
  const { ask } = start();
  const waiting = expect(ask('never')).rejects.toMatchObject({ name: 'ThreadEnded', isStopped: false });
  await expect(ask('end')).rejects.toThrow(ThreadEnded);
  await waiting;
  expect(await ask('again')).toBe(1);
});

it('tells who waits for one that was stopped, and not who asks the next one', async () => {
  const { ask, stop } = start();
  const waiting = expect(ask('never')).rejects.toMatchObject({ name: 'ThreadEnded', isStopped: true });
  const stopped = stop();
  const next = ask('again');
  await stopped;
  await waiting;
  expect(await next).toBe(1);
});

it('takes one whose answer cannot be read for one that has ended', async () => {
  // A thread writes deeper lists than the first thread of a process can read: that has less of a stack.
  const nested = scriptOf(`
    answerQuestions((question) => question === 'never' ? new Promise(() => undefined) : listOf(question));
    function listOf(depth) {
      let list = [];
      for (let level = 0; level < depth; level += 1) list = [list];
      return list;
    }
  `);
  const program = `
    import { createAskedThread } from '${new URL('./ask-thread.ts', import.meta.url)}';
    const { ask, stop } = createAskedThread({ script: new URL(${JSON.stringify(nested.href)}), data: undefined });
    // Threads alone do not keep a process.
    const alive = setInterval(() => undefined, 1_000);
    const outcomes = await Promise.allSettled([ask('never'), ask(6_000)]);
    const { answer } = await ask(1);
    await stop();
    clearInterval(alive);
    console.log(JSON.stringify([...outcomes.map(({ reason }) => reason.message), answer]));
  `;
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--eval',
    `import(${JSON.stringify(`data:text/javascript,${encodeURIComponent(program)}`)})`,
  ]);
  const told = expect.stringContaining('an answer cannot be read');
  expect(JSON.parse(stdout)).toEqual([told, told, [[]]]);
});

it.skipIf(process.platform !== 'linux')('lets others go first before it has loaded what it works with', async () => {
  const loaded = scriptOf(`
    import { getPriority } from 'node:os';
    const atFirst = getPriority();
    answerQuestions(() => atFirst);
  `);
  const thread = createAskedThread({ script: loaded, data: undefined });
  expect(await thread.ask('priority')).toMatchObject({ answer: 19 });
  await thread.stop();
});

const useFakeTimers = () => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
const patience = { toBeginMs: 1_000, toAnswerMs: 60_000 };

it('withdraws a question that it does not begin in time, and never begins it', async () => {
  const { ask } = start();
  const first = ask('wait');
  await reached();
  useFakeTimers();
  const late = expect(ask('a', patience)).rejects.toThrow(TimeLimitPassed);
  await vi.advanceTimersByTimeAsync(1_000);
  await late;
  open();
  expect([await first, await ask('b')]).toEqual([1, 2]);
});

it('lets a question that it has begun be answered, however long others wait until theirs begin', async () => {
  const { ask } = start();
  useFakeTimers();
  const asked = ask('wait', patience);
  await reached();
  await vi.advanceTimersByTimeAsync(patience.toBeginMs);
  open();
  expect(await asked).toBe(1);
});

it('gives up a question that it does not answer in time', async () => {
  const { ask } = start();
  useFakeTimers();
  const asked = expect(ask('wait', patience)).rejects.toThrow(TimeLimitPassed);
  await reached();
  await vi.advanceTimersByTimeAsync(patience.toBeginMs + patience.toAnswerMs);
  await asked;
  open();
  expect(await ask('a')).toBe(2);
});

it('ends one that nobody has asked for a while', async () => {
  const { ask } = start(1);
  await ask('a');
  // Another one counts from the beginning.
  await vi.waitFor(async () => expect(await ask('b')).toBe(1), { timeout: 30_000, interval: 20 });
});

it('does not end one because another one before it is not asked any more', async () => {
  const { ask, stop } = start(1_000);
  useFakeTimers();
  const first = expect(ask('never')).rejects.toThrow(ThreadEnded);
  const stopped = stop();
  const next = ask('wait');
  await Promise.all([first, stopped, reached()]);
  await vi.advanceTimersByTimeAsync(1_000);
  open();
  expect(await next).toBe(1);
});

it('does not end one that is asked', async () => {
  const { ask } = start(60_000);
  for (const answer of [1, 2, 3]) expect(await ask('a')).toBe(answer);
});
