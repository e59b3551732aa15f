import { setTimeout } from 'node:timers/promises';
import type { Logger, Metrics } from '@rushgraph/service';
import { type DocumentNode, type GraphQLSchema, parse } from 'graphql';
import type { Engine } from '../engine/engine.ts';
import type { LoadedSupergraph } from '../engine/loaded-supergraph.ts';
import type { RememberedDocuments } from '../remember-documents.ts';
import { isFailure } from '../threads/ask-thread.ts';
import type { OwnTime } from '../threads/own-time.ts';
import type { Sender } from '../threads/sender.ts';
import { createTurns } from '../threads/take-turns.ts';
import { threadTime } from '../threads/thread-time.ts';
import { warnRarely } from '../threads/warn-rarely.ts';
import { createExamineText, type Examined, type ExamineOptions, type ExamineText } from './examine-text.ts';
import type { Examiner } from './examiner.ts';
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
  examine(text: string, queryHash: string, sender: Sender): Promise<Examined | undefined>;
}

/** Longer ones are not for the thread that serves, whatever time it has: they take it tens of milliseconds. */
const LONGEST_OWN = 4_000;
/** While one is examined the next one is on its way. */
const AT_ONCE = 2;
/** Those of one client, and of all: with some milliseconds for each, nobody waits much longer than a second. */
const WAITING_OF_ONE = 30;
const WAITING = 300;
/**
 * The thread that serves has work with each text that was examined, too: with one that is refused half a millisecond, with one
 * that is run the more the longer it is. So it has four times as long for customers before the next ones come.
 */
const RESTS = 4;
const BESIDE_TEXT_MS = 0.5;
const REST_MS = 8;
const REST_MS_BY_CHARACTER = 0.04;
const LONGEST_REST_MS = 100;

/** Looks at texts before Apollo Server does: here while that takes little time, and otherwise beside those who are served. */
export function createExamination(deps: ExaminationDeps): Examination {
  const { engine, documents, examiner, ownTime, limits, pause = setTimeout, logger, metrics } = deps;
  const bySchema = new WeakMap<GraphQLSchema, ExamineText>();
  const looks = shareLooks<Looked>(
    createTurns({ atOnce: AT_ONCE, waiting: WAITING, waitingOfOne: WAITING_OF_ONE }),
  );
  const warn = warnRarely(logger, 'the thread that examines operations has failed');
  const examinedBy = metrics.counter(
    'gateway_examined_operations_total',
    'Texts that were not known, by who read them',
    ['by'],
  );

  function here({ schema, apiHash }: LoadedSupergraph, text: string, queryHash: string): Looked {
    const examineText = bySchema.get(schema) ?? createExamineText(schema, deps);
    bySchema.set(schema, examineText);
    const begun = threadTime();
    const { examined, document } = examineText(text);
    if (document !== undefined && mayRun(examined)) keep(apiHash, queryHash, document);
    const ownMs = threadTime() - begun;
    ownTime.spend(ownMs + BESIDE_TEXT_MS);
    examinedBy.inc({ by: 'serving' });
    return { examined, ownMs };
  }

  /** It is not used before its request has come to it. */
  function keep(apiHash: string, queryHash: string, document: DocumentNode): void {
    documents.add(apiHash, { queryHash, document, uses: 0 });
  }

  async function byThread(loaded: LoadedSupergraph, text: string, queryHash: string): Promise<Looked> {
    try {
      const { examined, ms } = await examiner.examine(loaded, text);
      ownTime.spend(ms + BESIDE_TEXT_MS);
      examinedBy.inc({ by: 'thread' });
      if (mayRun(examined)) keep(loaded.apiHash, queryHash, parse(text, { maxTokens: limits.tokens }));
      return { examined, ownMs: 0 };
    } catch (error) {
      if (isFailure(error)) warn(error);
      return here(loaded, text, queryHash);
    }
  }

  return {
    isKnown: (queryHash) => documents.has(engine.current().apiHash, queryHash),
    async examine(text, queryHash, sender) {
      for (;;) {
        const loaded = engine.current();
        const isOwn = text.length <= LONGEST_OWN && ownTime.isLeft();
        if (isOwn) return here(loaded, text, queryHash).examined;
        const looked = await looks.take(`${loaded.apiHash}:${queryHash}`, sender, {
          work: () => byThread(loaded, text, queryHash),
          rest: (looked) => pause(restOf(text, looked)),
        });
        // Another supergraph has come meanwhile: what holds is what the new one says.
        if (looked === undefined || engine.current().apiHash === loaded.apiHash) return looked?.examined;
      }
    },
  };
}

function restOf(text: string, { examined, ownMs }: Looked): number {
  const running = examined.kind === 'valid' ? text.length * REST_MS_BY_CHARACTER : 0;
  return Math.min(REST_MS + running + ownMs * RESTS, LONGEST_REST_MS);
}

/** Whether any of its operations may be run, as far as the text says. */
function mayRun(examined: Examined): boolean {
  return examined.kind === 'valid' && examined.tooLarge.length < examined.operations;
}

/** What was found, and how long the thread that serves has taken for it. */
interface Looked {
  readonly examined: Examined;
  readonly ownMs: number;
}
