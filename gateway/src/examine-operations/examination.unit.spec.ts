import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { TimeLimitPassed } from '@rushgraph/concurrency';
import { createLogger, createMetrics } from '@rushgraph/service';
import { silentLogger } from '@rushgraph/testkit';
import { afterEach, expect, it } from 'vitest';
import { startLoneEngine } from '../../test/lone-engine.ts';
import { niceOfThreads } from '../../test/nice-of-threads.ts';
import { defaultLimits } from '../limit-operations/limits.ts';
import { rememberDocuments } from '../remember-documents.ts';
import { TooManyWaiting } from '../threads/take-turns.ts';
import { createExamination, type ExaminationDeps } from './examination.ts';
import { createExaminer } from './examiner.ts';

const sdl = readFileSync(new URL('../../../supergraph.graphql', import.meta.url), 'utf8');
/** Clients of this one may ask who they are by another name. */
const changedSdl = sdl.replace(/(\ntype User\n[^{]*\{)/, '$1\n  nickname: String @join__field(graph: USER)');
const patience = { toBeginMs: 600_000, toAnswerMs: 600_000 };
const options = { limits: defaultLimits, introspection: false, patience };
const LOG = { service: 'gateway', level: 'warn', pretty: false } as const;
const spent = { isLeft: () => false, spend: () => undefined };
const sender = { owner: '127.0.0.1', isThere: () => true };

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function start(changes: (examiner: ExaminationDeps['examiner']) => Partial<ExaminationDeps> = () => ({})) {
  const { engine, close } = await startLoneEngine({ supergraphSdl: sdl, maxPlanBytes: 1_000_000, warmOperations: 0 });
  const examiner = createExaminer(options);
  closing.push(close, examiner.stop);
  const documents = rememberDocuments(10_000_000);
  const examination = createExamination({
    ...options,
    engine,
    documents,
    examiner,
    ownTime: spent,
    logger: silentLogger(),
    metrics: createMetrics('gateway', { defaults: false }),
    ...changes(examiner),
  });
  const ask = async (text: string, from = sender) =>
    (await examination.examine(text, hash('sha256', text), from))?.examined;
  const read = (text: string) => examination.read(text, hash('sha256', text), sender);
  return {
    engine,
    examiner,
    documents,
    ask,
    read,
    isKnown: (text: string) => examination.isKnown(hash('sha256', text)),
  };
}

/** A gate that work waits before until it is opened. */
function createGate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
  const wait = async () => {
    reach();
    await promise;
  };
  return { wait, reached, open: resolve };
}

it('knows a valid text once it was examined, and no other', async () => {
  const { ask, isKnown, documents, engine } = await start();
  expect([await ask('{ me { id } }'), await ask('{ lost }')]).toMatchObject([{ kind: 'valid' }, { kind: 'invalid' }]);
  expect([isKnown('{ me { id } }'), isKnown('{ lost }')]).toEqual([true, false]);
  // What was examined was not asked for yet.
  expect(documents.mostUsed(engine.current().apiHash, 10)).toEqual([]);
});

it('examines by itself as long as it has time, but no long text', async () => {
  let asked = 0;
  const own = await start(({ examine, ...examiner }) => ({
    ownTime: { isLeft: () => true, spend: () => undefined },
    examiner: { ...examiner, examine: (...question) => examine(...question).finally(() => (asked += 1)) },
  }));
  await own.ask('{ me { id } }');
  expect(asked).toBe(0);
  await own.ask(`{ me { ${'id '.repeat(1_500)} } }`);
  expect(asked).toBe(1);
});

it('knows what is subscribed to again, however much is subscribed to once', async () => {
  const { read } = await start(() => ({ ownTime: { isLeft: () => true, spend: () => undefined } }));
  const padding = '#'.repeat(1_000);
  const [often, once] = ['id', 'name'].map((field) => `{ me { ${field} } }`);
  // By one request it is looked for three times, by the next one once more.
  const first = await read(often ?? '');
  for (const _ of [1, 2, 3]) await read(often ?? '');
  const other = await read(once ?? '');
  for (const _ of [1, 2]) expect((await read(once ?? ''))?.document).toBe(other?.document);
  for (let n = 0; n < 200; n += 1) await read(`subscription { a${n} } ${padding}`);
  expect((await read(often ?? ''))?.document).toBe(first?.document);
  expect((await read(once ?? ''))?.document).not.toBe(other?.document);
});

it('has one look at a text that several send', async () => {
  let asked = 0;
  const { ask } = await start(({ examine, ...examiner }) => ({
    examiner: { ...examiner, examine: (...question) => examine(...question).finally(() => (asked += 1)) },
  }));
  const all = await Promise.all(Array.from({ length: 500 }, () => ask('{ me { id } }')));
  expect([all.every((one) => one?.kind === 'valid'), asked]).toEqual([true, 1]);
});

it('does not examine for a client that has left', async () => {
  const gate = createGate();
  const texts: string[] = [];
  const { ask } = await start(({ examine, ...examiner }) => ({
    examiner: {
      ...examiner,
      async examine(schema, text, rules) {
        texts.push(text);
        await gate.wait();
        return examine(schema, text, rules);
      },
    },
  }));
  const first = ['{ me { id } }', '{ me { name } }'].map((text) => ask(text));
  let isThere = true;
  const left = ask('{ me { email } }', { owner: '127.0.0.2', isThere: () => isThere });
  isThere = false;
  gate.open();
  await Promise.all(first);
  expect(await left).toBeUndefined();
  expect(texts).toEqual(['{ me { id } }', '{ me { name } }']);
});

it('refuses what would wait too long, and takes it afterwards', async () => {
  const gate = createGate();
  const { ask } = await start(({ examine, ...examiner }) => ({
    examiner: { ...examiner, examine: (...question) => gate.wait().then(() => examine(...question)) },
  }));
  const texts = Array.from({ length: 40 }, (_, n) => `{ a${n}: me { id } }`);
  const outcomes = texts.map((text) => ask(text).catch((error: unknown) => error));
  const other = ask('{ b: me { id } }', { ...sender, owner: '127.0.0.2' });
  gate.open();
  const refused = (await Promise.all(outcomes)).filter((outcome) => outcome instanceof TooManyWaiting);
  // Two are under way, and thirty wait.
  expect(refused).toHaveLength(8);
  expect([await other, await ask('{ a39: me { id } }')]).toMatchObject([{ kind: 'valid' }, { kind: 'valid' }]);
});

it('examines by itself what its thread has ended with, and asks another thread next', async () => {
  let asked = 0;
  const { ask, examiner, isKnown } = await start(({ examine, ...examiner }) => ({
    examiner: {
      ...examiner,
      async examine(...question) {
        const answer = await examine(...question);
        asked += 1;
        return answer;
      },
    },
  }));
  const waiting = ask('{ me { id } }');
  await examiner.stop();
  expect([await waiting, asked]).toMatchObject([{ kind: 'valid' }, 0]);
  expect(isKnown('{ me { id } }')).toBe(true);
  expect([await ask('{ me { name } }'), asked]).toMatchObject([{ kind: 'valid' }, 1]);
});

it('examines by itself what its thread gets no processor for', async () => {
  const lines: string[] = [];
  const logger = createLogger({ ...LOG, destination: { write: (line) => lines.push(line) } });
  const late = () => Promise.reject(new TimeLimitPassed());
  const { ask } = await start((examiner) => ({ logger, examiner: { ...examiner, examine: late } }));
  expect([await ask('{ me { id } }'), lines]).toMatchObject([{ kind: 'valid' }, []]);
});

it('refuses a long text for now that its thread gets no processor for, whoever waits for it', async () => {
  let asked = 0;
  const late = async () => {
    asked += 1;
    throw new TimeLimitPassed();
  };
  const { ask } = await start((examiner) => ({ examiner: { ...examiner, examine: late } }));
  const text = `{ me { ${'id '.repeat(1_500)} } }`;
  const all = ['127.0.0.1', '127.0.0.2'].map((owner) => ask(text, { ...sender, owner }).catch((error) => error.name));
  expect([await Promise.all(all), asked]).toEqual([['TooManyWaiting', 'TooManyWaiting'], 1]);
});

it('counts what running a text takes later on, and no more for what is refused', async () => {
  const spends: number[] = [];
  const { ask } = await start(({ examine, ...examiner }) => ({
    ownTime: { isLeft: () => false, spend: (ms) => spends.push(ms) },
    examiner: { ...examiner, examine: async (...question) => ({ ...(await examine(...question)), ms: 1 }) },
  }));
  const padding = '#'.repeat(2_986);
  await ask(`{ me { id } } ${padding}`);
  await ask(`{ lost { id } } ${padding}`);
  expect(spends).toEqual([expect.closeTo(16.5), 1.5]);
});

it('says once that its thread fails', async () => {
  const lines: string[] = [];
  const logger = createLogger({ ...LOG, destination: { write: (line) => lines.push(line) } });
  const broken = () => Promise.reject(new Error('broken'));
  const { ask } = await start((examiner) => ({ logger, examiner: { ...examiner, examine: broken } }));
  for (const text of ['{ me { id } }', '{ me { name } }']) expect(await ask(text)).toMatchObject({ kind: 'valid' });
  expect(lines).toEqual([expect.stringContaining('broken')]);
});

it('says of a text that waits while a supergraph comes what the new one says', async () => {
  const gate = createGate();
  const { ask, engine, isKnown } = await start(({ examine, ...examiner }) => ({
    examiner: {
      ...examiner,
      async examine(...question) {
        const answer = await examine(...question);
        await gate.wait();
        return answer;
      },
    },
  }));
  const waiting = ask('{ me { nickname } }');
  await gate.reached;
  await engine.update(changedSdl);
  gate.open();
  expect(await waiting).toMatchObject({ kind: 'valid' });
  expect(isKnown('{ me { nickname } }')).toBe(true);
});

it('gives those who are served some time before the next text, the more the more there is to run', async () => {
  const gate = createGate();
  const pauses: number[] = [];
  const { ask } = await start(() => ({
    async pause(ms) {
      pauses.push(ms);
      await gate.wait();
    },
  }));
  const texts = ['{ me { id } }', `{ lost${'id '.repeat(100)} }`, '{ me { name } }'];
  const [valid, invalid, last] = texts.map((text) => ask(text));
  expect([await valid, await invalid]).toMatchObject([{ kind: 'valid' }, { kind: 'invalid' }]);
  await gate.reached;
  expect(pauses).toEqual([expect.closeTo(20.65), 20]);
  gate.open();
  expect(await last).toMatchObject({ kind: 'valid' });
});

const LOWEST = 19;
it.skipIf(process.platform !== 'linux' || getPriority() === LOWEST)(
  'is done behind all that this thread does, where processors are few',
  async () => {
    const { ask } = await start();
    await ask('{ me { id } }');
    expect(Math.max(...niceOfThreads())).toBeGreaterThan(getPriority());
  },
);
