import type { ServiceInstance } from '@rushgraph/discovery';
import { type Logger, runEvery } from '@rushgraph/service';

export interface WatchOptions {
  readonly name: string;
  /** Those that are known at the moment. */
  readonly instances: () => readonly ServiceInstance[];
  /** Asks an instance for next to nothing; rejects when it does not answer. Ends with the signal. */
  readonly ask: (instance: ServiceInstance, signal: AbortSignal) => Promise<void>;
  readonly everyMs: number;
  /** An instance answers again after a time in which it did not. */
  readonly onBack: () => void;
  /** These do not answer while another one does: none, when nobody does. */
  readonly onAway: (ids: ReadonlySet<string>) => void;
  readonly logger: Logger;
}

export interface Watch {
  /** Rejects with the reason when no instance answered last time. Waits for nothing. */
  check(): Promise<void>;
  /** Who answers, where there are several. */
  facts(): object | undefined;
  stop(): Promise<void>;
}

/** An instance that takes longer with next to nothing is not there. */
const LIMIT_MS = 2_000;

/**
 * Looks at the instances of a subgraph again and again, beside the calls of clients: so that readiness tells at once which
 * subgraph is away, however long that one lets others wait; so that one that was started anew is not left alone for
 * longer; and so that an instance that stands still gives back the queries that it holds.
 */
export function watchSubgraph(options: WatchOptions): Watch {
  const { name, instances, ask, everyMs, onBack, onAway, logger } = options;
  const stopping = new AbortController();
  const problems = new Map<string, unknown>();
  const asking = new Map<string, Promise<void>>();

  async function greet(instance: ServiceInstance): Promise<void> {
    const { id } = instance;
    const fields = { subgraph: name, instance: id };
    try {
      await ask(instance, AbortSignal.any([stopping.signal, AbortSignal.timeout(LIMIT_MS)]));
      if (!problems.delete(id)) return;
      logger.info(fields, `${name} answers again`);
      onBack();
    } catch (error) {
      if (stopping.signal.aborted) return;
      if (!problems.has(id)) logger.warn({ ...fields, err: error }, `${name} does not answer`);
      problems.set(id, error);
    }
  }

  /** As far as is known now. */
  function tellAway(): void {
    const known = instances().map(({ id }) => id);
    const away = known.filter((id) => problems.has(id));
    onAway(new Set(away.length < known.length ? away : []));
  }

  async function look(): Promise<boolean> {
    const known = instances();
    for (const id of problems.keys()) if (!known.some((one) => one.id === id)) problems.delete(id);
    for (const instance of known) {
      if (asking.has(instance.id)) continue;
      const greeted = greet(instance).finally(() => {
        asking.delete(instance.id);
        tellAway();
      });
      asking.set(instance.id, greeted);
    }
    return false;
  }

  const looking = runEvery({ name: `watching ${name}`, everyMs, work: look, logger });
  return {
    async check() {
      const known = instances();
      if (known.length === 0) throw new Error(`no instance of ${name} is known`);
      const [first] = known;
      if (first !== undefined && known.every(({ id }) => problems.has(id))) throw problems.get(first.id);
    },
    facts() {
      const known = instances();
      if (known.length < 2) return undefined;
      return { instances: Object.fromEntries(known.map(({ id }) => [id, problems.has(id) ? 'down' : 'up'])) };
    },
    async stop() {
      stopping.abort(new Error('the gateway stops'));
      await looking.stop();
      await Promise.all(asking.values());
    },
  };
}
