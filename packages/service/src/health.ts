import { withinLimit } from '@rushgraph/concurrency';
import { createClock } from './clock.ts';

export type ProbeState = 'up' | 'down';

export interface HealthReport {
  readonly status: 'ready' | 'degraded' | 'unready' | 'draining';
  readonly dependencies: Readonly<Record<string, Dependency>>;
}

export interface Dependency {
  readonly state: ProbeState;
  readonly required: boolean;
  readonly error?: string;
  /** What is known of it, whatever its state. */
  readonly facts?: object;
}

export interface CheckOptions {
  readonly required?: boolean;
  /** What an operator may want to know of it; nothing hangs on it. */
  readonly facts?: () => object | undefined;
}

export interface Health {
  /** Adds a dependency. Without a required one the process is not ready; without another it is degraded. */
  check(name: string, probe: () => Promise<void>, options?: CheckOptions): void;
  /** From now on the process says that it is not ready, so that nobody sends it new work. */
  drain(): void;
  report(): Promise<HealthReport>;
}

const PROBE_LIMIT_MS = 2_000;
const FRESH_MS = 500;

export interface HealthOptions {
  /** Default: the computer's clock. */
  readonly now?: () => Date;
  readonly probeLimitMs?: number;
}

/** Readiness of a process from its dependencies. Probes are bounded, and shared by callers within half a second. */
export function createHealth({ now = createClock(), probeLimitMs = PROBE_LIMIT_MS }: HealthOptions = {}): Health {
  const probes = new Map<string, CheckOptions & { readonly probe: () => Promise<void>; readonly required: boolean }>();
  let draining = false;
  let last: { readonly at: number; readonly report: Promise<HealthReport>; pending: boolean } | undefined;

  /** Probes that are under way are shared however long they take: a hanging store must not gather them. */
  function latest(): Promise<HealthReport> {
    const at = now().getTime();
    if (last !== undefined && (last.pending || at - last.at < FRESH_MS)) return last.report;
    const current = { at, report: probeAll(), pending: true };
    last = current;
    return current.report.finally(() => {
      current.pending = false;
    });
  }

  async function probeAll(): Promise<HealthReport> {
    const states = await Promise.all(
      [...probes].map(async ([name, { probe, required, facts: tell }]) => {
        const error = await failureOf(probe, probeLimitMs);
        const state: ProbeState = error === undefined ? 'up' : 'down';
        const facts = tell?.();
        const dependency: Dependency = {
          state,
          required,
          ...(error !== undefined && { error }),
          ...(facts !== undefined && { facts }),
        };
        return [name, dependency] as const;
      }),
    );
    const down = states.filter(([, { state }]) => state === 'down');
    const unready = down.some(([, { required }]) => required);
    const status = unready ? 'unready' : down.length > 0 ? 'degraded' : 'ready';
    return { status, dependencies: Object.fromEntries(states) };
  }

  return {
    check(name, probe, { required = true, ...options } = {}) {
      probes.set(name, { ...options, probe, required });
    },
    drain() {
      draining = true;
    },
    async report() {
      const report = await latest();
      return draining ? { ...report, status: 'draining' } : report;
    },
  };
}

/** What takes events, and how many of them it has not taken yet; undefined before that is known. */
export interface Consuming {
  ready(): boolean;
  behind(): { readonly records: number } | undefined;
}

export interface ConsumingLimits {
  /** Records that it may be behind. Default: any number. */
  readonly mostBehind?: number | undefined;
  /** What is said of it until it is ready. */
  readonly otherwise?: string;
}

/** A probe of what consumes events: it is down until it has its share of the partitions, and while it is too far behind. */
export function consuming(consumer: Consuming, limits: ConsumingLimits = {}): () => Promise<void> {
  const { mostBehind = Number.POSITIVE_INFINITY, otherwise = 'not a member of its consumer group' } = limits;
  return async () => {
    if (!consumer.ready()) throw new Error(otherwise);
    const { records = 0 } = consumer.behind() ?? {};
    if (records > mostBehind) throw new Error(`${records} records behind, and may be ${mostBehind}`);
  };
}

async function failureOf(probe: () => Promise<void>, limitMs: number): Promise<string | undefined> {
  try {
    await withinLimit(limitMs, probe, () => new Error(`no answer within ${limitMs} ms`));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message || error.name : String(error);
  }
}
