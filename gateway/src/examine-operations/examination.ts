import type { Logger, Metrics } from '@rushgraph/service';
import { type DocumentNode, type GraphQLSchema, parse } from 'graphql';
import type { Engine } from '../engine/engine.ts';
import type { LoadedSupergraph } from '../engine/loaded-supergraph.ts';
import type { RememberedDocuments } from '../remember-documents.ts';
import type { OwnTime } from '../threads/own-time.ts';
import { createExamineText, type Examined, type ExamineOptions, type ExamineText } from './examine-text.ts';
import type { Examiner } from './examiner.ts';
import { createTurns } from './take-turns.ts';

export interface ExaminationDeps extends ExamineOptions {
  readonly engine: Pick<Engine, 'current'>;
  readonly documents: RememberedDocuments;
  readonly examiner: Examiner;
  readonly ownTime: OwnTime;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Who has sent a text. */
export interface Sender {
  readonly address: string;
  readonly isThere: () => boolean;
}

export interface Examination {
  /** Whether Apollo Server has the document of this text already. */
  isKnown(queryHash: string): boolean;
  /**
   * Examines a text that is not known, and hands the document of a valid one to Apollo Server, which neither parses nor
   * validates it then. Undefined when that is left to Apollo Server: the thread has failed, or the sender has left. Rejects
   * with TooManyWaiting.
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

/** Looks at texts before Apollo Server does: here while that takes little time, and otherwise beside those who are served. */
export function createExamination(deps: ExaminationDeps): Examination {
  const { engine, documents, examiner, ownTime, limits, logger, metrics } = deps;
  const bySchema = new WeakMap<GraphQLSchema, ExamineText>();
  const turns = createTurns({ atOnce: AT_ONCE, waiting: WAITING, waitingOfOne: WAITING_OF_ONE });
  const underWay = new Map<string, Shared>();
  const examinedBy = metrics.counter(
    'gateway_examined_operations_total',
    'Texts that were not known, by who read them',
    ['by'],
  );

  function here({ schema, apiHash }: LoadedSupergraph, text: string, queryHash: string): Examined {
    const examineText = bySchema.get(schema) ?? createExamineText(schema, deps);
    bySchema.set(schema, examineText);
    const begun = performance.now();
    const { examined, document } = examineText(text);
    if (document !== undefined && mayRun(examined)) keep(apiHash, queryHash, document);
    ownTime.spend(performance.now() - begun);
    examinedBy.inc({ by: 'serving' });
    return examined;
  }

  /** It is not used before its request has come to it. */
  function keep(apiHash: string, queryHash: string, document: DocumentNode): void {
    documents.add(apiHash, { queryHash, document, uses: 0 });
  }

  async function byThread(loaded: LoadedSupergraph, text: string, queryHash: string): Promise<Examined | undefined> {
    try {
      const { examined, ms } = await examiner.examine(loaded, text);
      ownTime.spend(ms);
      examinedBy.inc({ by: 'thread' });
      if (mayRun(examined)) keep(loaded.apiHash, queryHash, parse(text, { maxTokens: limits.tokens }));
      return examined;
    } catch (error) {
      logger.warn({ err: error }, 'an operation is examined by the thread that serves, as its own thread has failed');
      return undefined;
    }
  }

  /** Who sends the same text at the same time shares one look at it. */
  async function beside(loaded: LoadedSupergraph, text: string, queryHash: string, sender: Sender) {
    const key = `${loaded.apiHash}:${queryHash}`;
    const known = underWay.get(key);
    if (known !== undefined) {
      known.senders.push(sender);
      return known.examined;
    }
    const senders = [sender];
    const isWanted = () => senders.some(({ isThere }) => isThere());
    const examined = turns.take(sender.address, isWanted, () => byThread(loaded, text, queryHash));
    underWay.set(key, { senders, examined });
    try {
      return await examined;
    } finally {
      underWay.delete(key);
    }
  }

  return {
    isKnown: (queryHash) => documents.has(engine.current().apiHash, queryHash),
    async examine(text, queryHash, sender) {
      for (;;) {
        const loaded = engine.current();
        const isOwn = text.length <= LONGEST_OWN && ownTime.isLeft();
        if (isOwn) return here(loaded, text, queryHash);
        const examined = await beside(loaded, text, queryHash, sender);
        // Another supergraph has come meanwhile: what holds is what the new one says.
        if (examined === undefined || engine.current().apiHash === loaded.apiHash) return examined;
      }
    },
  };
}

/** Whether any of its operations may be run, as far as the text says. */
function mayRun(examined: Examined): boolean {
  return examined.kind === 'valid' && examined.tooLarge.length < examined.operations;
}

interface Shared {
  readonly senders: Sender[];
  readonly examined: Promise<Examined | undefined>;
}
