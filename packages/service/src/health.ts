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

/** A probe of what consumes events: it is down until it has its share of the partitions. */
export function consuming(
  consumer: { ready(): boolean },
  otherwise = 'not a member of its consumer group',
): () => Promise<void> {
  return async () => {
    if (!consumer.ready()) throw new Error(otherwise);
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
