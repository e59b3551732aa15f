import { type Logger, runEvery } from '@rushgraph/service';

export interface WatchOptions {
  readonly name: string;
  /** Asks the subgraph for next to nothing; rejects when it does not answer. Ends with the signal. */
  readonly ask: (signal: AbortSignal) => Promise<void>;
  readonly everyMs: number;
  /** It answers again after a time in which it did not. */
  readonly onBack: () => void;
  readonly logger: Logger;
}

export interface Watch {
  /** Rejects with the reason when the subgraph did not answer last time. Waits for nothing. */
  check(): Promise<void>;
  stop(): Promise<void>;
}

/** A subgraph that takes longer with next to nothing is not there. */
const LIMIT_MS = 2_000;

/**
 * Looks at a subgraph again and again, beside the calls of clients: so that readiness tells at once which is away,
 * however long that one lets others wait, and so that one that was started anew is not left alone for longer.
 */
export function watchSubgraph({ name, ask, everyMs, onBack, logger }: WatchOptions): Watch {
  const stopping = new AbortController();
  let problem: unknown;

  async function look(): Promise<boolean> {
    try {
      await ask(AbortSignal.any([stopping.signal, AbortSignal.timeout(LIMIT_MS)]));
      if (problem !== undefined) {
        logger.info({ subgraph: name }, `${name} answers again`);
        onBack();
      }
      problem = undefined;
    } catch (error) {
      if (problem === undefined && !stopping.signal.aborted)
        logger.warn({ err: error, subgraph: name }, `${name} does not answer`);
      problem = error;
    }
    return false;
  }

  const looking = runEvery({ name: `watching ${name}`, everyMs, work: look, logger });
  return {
    async check() {
      if (problem !== undefined) throw problem;
    },
    async stop() {
      stopping.abort(new Error('the gateway stops'));
      await looking.stop();
    },
  };
}
