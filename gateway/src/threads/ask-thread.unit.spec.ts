import { expect, it, vi } from 'vitest';
import { createAskedThread, ThreadEnded } from './ask-thread.ts';

/** A thread that answers with how many questions it was asked, and ends at `end`. */
const script = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort, workerData } from 'node:worker_threads';
    let asked = 0;
    parentPort.on('message', ({ number, question }) => {
      if (question === 'end') process.exit(1);
      if (question === 'never') return;
      asked += 1;
      parentPort.postMessage({ number, answer: workerData + asked });
    });
  `)}`,
);

it('starts one thread for all questions', async () => {
  const thread = createAskedThread<string, string>({ script, data: 'number ' });
  expect(await Promise.all([thread.ask('a'), thread.ask('b')])).toEqual(['number 1', 'number 2']);
  expect(await thread.ask('c')).toBe('number 3');
  await thread.stop();
});

it('tells who waits for one that has ended by itself, and starts another', async () => {
  const thread = createAskedThread<string, string>({ script, data: '' });
  const waiting = expect(thread.ask('never')).rejects.toMatchObject({ name: 'ThreadEnded', isStopped: false });
  await expect(thread.ask('end')).rejects.toThrow(ThreadEnded);
  await waiting;
  expect(await thread.ask('again')).toBe('1');
  await thread.stop();
});

it('tells who waits for one that was stopped, and not who asks the next one', async () => {
  const thread = createAskedThread<string, string>({ script, data: '' });
  const waiting = expect(thread.ask('never')).rejects.toMatchObject({ name: 'ThreadEnded', isStopped: true });
  const stopped = thread.stop();
  const next = thread.ask('again');
  await stopped;
  await waiting;
  expect(await next).toBe('1');
  await thread.stop();
});

it('ends one that nobody has asked for a while', async () => {
  const thread = createAskedThread<string, string>({ script, data: '', idleMs: 1 });
  await thread.ask('a');
  // Another one counts from the beginning.
  await vi.waitFor(async () => expect(await thread.ask('b')).toBe('1'), { timeout: 30_000, interval: 20 });
  await thread.stop();
});

it('does not end one that is asked', async () => {
  const thread = createAskedThread<string, string>({ script, data: '', idleMs: 60_000 });
  for (const answer of ['1', '2', '3']) expect(await thread.ask('a')).toBe(answer);
  await thread.stop();
});
