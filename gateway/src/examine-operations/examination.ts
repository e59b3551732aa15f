import { setTimeout } from 'node:timers/promises';
import { TimeLimitPassed } from '@rushgraph/concurrency';
import { codedError, type Logger, type Metrics } from '@rushgraph/service';
import type { DocumentNode, GraphQLError } from 'graphql';
import type { Engine } from '../engine/engine.ts';
import type { LoadedSupergraph } from '../engine/loaded-supergraph.ts';
import type { RememberedDocuments } from '../remember-documents.ts';
import { createSegmentedCache } from '../segmented-cache.ts';
import { isFailure } from '../threads/ask-thread.ts';
import type { OwnTime } from '../threads/own-time.ts';
import type { Sender } from '../threads/sender.ts';
import { createTurns, TooManyWaiting } from '../threads/take-turns.ts';
import { threadTime } from '../threads/thread-time.ts';
import { warnRarely } from '../threads/warn-rarely.ts';
import { createExamineText, type Examined, type ExamineOptions, isLong, type Rules } from './examine-text.ts';
import type { Examiner } from './examiner.ts';
import { readDocument } from './read-document.ts';
import { shareLooks } from './share-looks.ts';

export interface ExaminationDeps extends ExamineOptions {
  readonly engine: Pick<Engine, 'current'>;
  readonly documents: RememberedDocuments;
  readonly examiner: Examiner;
  readonly ownTime: OwnTime;
  /** Lets so many milliseconds pass. */
  readonly pause?: (ms: number) => Promise<unknown>;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export interface Examination {
  /** Whether Apollo Server has the document of this text already. */
  isKnown(queryHash: string): boolean;
  /**
   * Examines a text that is not known, and hands the document of a valid one to Apollo Server, which neither parses nor
   * validates it then. Undefined when the sender has left meanwhile. Rejects with TooManyWaiting.
   */
  examine(text: string, queryHash: string, sender: Sender): Promise<ReadText | undefined>;
  /** The same by the rules of subscriptions: what was found is remembered here. */
  read(text: string, queryHash: string, sender: Sender): Promise<ReadText | undefined>;
}

export interface ReadText extends Found {
  /** What is served, by whose schema it was read. */
  readonly loaded: LoadedSupergraph;
}

export interface Found {
  readonly examined: Examined;
  /** Undefined where none of its operations may be run. */
  readonly document: DocumentNode | undefined;
}

/** While one is examined the next one is on its way. */
const AT_ONCE = 2;
/** Those of one client, and of all: with tens of milliseconds for each, and turns by client, an honest one waits a second or two. */
const WAITING_OF_ONE = 30;
const WAITING = 150;
export const RETRY_SECONDS = 1;
/**
 * The thread that serves has work with each text that was examined, too: with one that is refused a millisecond or two, most
 * of them for HTTP, with one that is run the more the longer it is. So it has some nine times as long for customers before the
 * next ones come.
 */
const RESTS = 4;
const BESIDE_TEXT_MS = 0.5;
/** What is run takes more: planned with others, compiled, its answers put together. */
const RUN_MS_BY_CHARACTER = 0.005;
const REST_MS = 20;
const REST_MS_BY_CHARACTER = 0.05;
const LONGEST_REST_MS = 200;
/** Of all texts by the rules of subscriptions. A document takes some hundred times as many bytes of the heap. */
const MOST_CHARACTERS = 200_000;
/** One request looks at most so often for what was found of its text: what is found by more was asked again. */
const FINDS_OF_ONE = 2;

/** Looks at texts before Apollo Server does: here while that takes little time, and otherwise beside those who are served. */
export function createExamination(deps: ExaminationDeps): Examination {
  const { engine, documents, examiner, ownTime, limits, pause = setTimeout, logger, metrics } = deps;
  const subscriptions = createSegmentedCache<Remembered>({
    maxBytes: MOST_CHARACTERS,
    bytesOf: (_, key) => key.length,
    isUsedAgain: ({ finds }) => finds >= FINDS_OF_ONE,
  });
  const looks = shareLooks<Looked>(createTurns({ atOnce: AT_ONCE, waiting: WAITING, waitingOfOne: WAITING_OF_ONE }));
  const warn = warnRarely(logger, 'the thread that examines operations has failed');
  const examinedBy = metrics.counter(
    'gateway_examined_operations_total',
    'Texts that were not known, by who read them',
    ['by'],
  );

  function here(loaded: LoadedSupergraph, { text, rules }: AskedText): Looked {
    const begun = threadTime();
    const { examined, document } = createExamineText(loaded.schema, deps, rules)(text);
    const ownMs = threadTime() - begun;
    ownTime.spend(ownMs + afterwardsMs(text, examined));
    examinedBy.inc({ by: 'serving' });
    return { examined, document: mayRun(examined) ? document : undefined, ownMs };
  }

  async function byThread(loaded: LoadedSupergraph, asked: AskedText): Promise<Looked> {
    const { text, rules } = asked;
    try {
      const { examined, ms } = await examiner.examine(loaded, text, rules);
      ownTime.spend(ms + afterwardsMs(text, examined));
      examinedBy.inc({ by: 'thread' });
      const document = mayRun(examined) ? readDocument(text, limits.tokens) : undefined;
      return { examined, document, ownMs: 0 };
    } catch (error) {
      // It would take this thread too long: others than who has sent it would wait.
      if (error instanceof TimeLimitPassed && isLong(text)) throw new TooManyWaiting();
      if (isFailure(error)) warn(error);
      return here(loaded, asked);
    }
  }

  function keep({ apiHash }: LoadedSupergraph, { queryHash, text, rules }: AskedText, looked: Looked): Looked {
    const { document, examined } = looked;
    if (rules === 'subscriptions') subscriptions.set(`${apiHash}:${text}`, { document, examined, finds: 0 });
    // It is not used before its request has come to it.
    else if (document !== undefined) documents.add(apiHash, { queryHash, document, uses: 0 });
    return looked;
  }

  async function look(asked: AskedText, sender: Sender): Promise<ReadText | undefined> {
    const { text, queryHash, rules } = asked;
    for (;;) {
      const loaded = engine.current();
      const isOwn = !isLong(text) && ownTime.isLeft();
      if (isOwn) return { ...keep(loaded, asked, here(loaded, asked)), loaded };
      const looked = await looks.take(`${rules} ${loaded.apiHash} ${queryHash}`, sender, {
        work: async () => keep(loaded, asked, await byThread(loaded, asked)),
        rest: (looked) => pause(restOf(text, looked)),
      });
      if (looked === undefined) return undefined;
      const served = engine.current();
      // Another supergraph has come meanwhile: what holds is what the new one says.
      if (served.apiHash === loaded.apiHash) return { ...looked, loaded: served };
    }
  }

  return {
    isKnown: (queryHash) => documents.has(engine.current().apiHash, queryHash),
    examine: (text, queryHash, sender) => look({ text, queryHash, rules: 'requests' }, sender),
    async read(text, queryHash, sender) {
      const loaded = engine.current();
      const known = subscriptions.get(`${loaded.apiHash}:${text}`);
      if (known === undefined) return look({ text, queryHash, rules: 'subscriptions' }, sender);
      known.finds += 1;
      return { ...known, loaded };
    },
  };
}

function restOf(text: string, { examined, ownMs }: Looked): number {
  const running = examined.kind === 'valid' ? text.length * REST_MS_BY_CHARACTER : 0;
  return Math.min(REST_MS + running + ownMs * RESTS, LONGEST_REST_MS);
}

/** What the thread that serves will spend on it once it was examined. */
function afterwardsMs(text: string, examined: Examined): number {
  return BESIDE_TEXT_MS + (mayRun(examined) ? text.length * RUN_MS_BY_CHARACTER : 0);
}

/** Whether any of its operations may be run, as far as the text says. */
function mayRun(examined: Examined): boolean {
  return examined.kind === 'valid' && examined.tooLarge.length < examined.operations.length;
}

/** What is told who would have to wait too long. */
export function comeAgain(): GraphQLError {
  const extensions = { retryAfterSeconds: RETRY_SECONDS };
  return codedError('RATE_LIMITED', 'Too many operations that are new here: come again.', extensions);
}

interface Remembered extends Found {
  finds: number;
}

interface AskedText {
  readonly text: string;
  readonly queryHash: string;
  readonly rules: Rules;
}

/** What was found, and how long the thread that serves has taken for it. */
interface Looked extends Found {
  readonly ownMs: number;
}
