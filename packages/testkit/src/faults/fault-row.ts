import { withinLimit } from '@rushgraph/concurrency';
import { type TestContext, test } from 'vitest';
import { isTimeout, TimeoutError } from '../race/timeout-error.ts';
import { type Chance, faultChance } from './fault-chance.ts';

export { TimeoutError };

/** What `npm run test:faults` reads from the report about a row. */
export interface FaultRowOutcome {
  readonly seed: number;
  /** Time alone was to blame: the row is run once more with the same seed. */
  readonly isTimeout: boolean;
}

declare module 'vitest' {
  interface TaskMeta {
    faultRow?: FaultRowOutcome;
  }
}

/** Generous, for computers that do much else meanwhile. */
const DEFAULT_LIMIT_MS = 300_000;
/** Vitest's own limit comes later, so that a row that takes too long is told apart from one that is wrong. */
const MARGIN_MS = 60_000;

/**
 * One row of the fault suite (`*.fault.spec.ts`). A row that fails by a `TimeoutError` – its own limit, `eventually`, an
 * aborted call – is run again; any other failure is a broken invariant and fails the run.
 */
export function faultRow(
  title: string,
  run: (chance: Chance, context: TestContext) => Promise<void>,
  { limitMs = DEFAULT_LIMIT_MS }: { readonly limitMs?: number } = {},
): void {
  test(title, { timeout: limitMs + MARGIN_MS }, async (context) => {
    const chance = faultChance();
    process.stdout.write(`${title}: seed ${chance.seed}\n`);
    try {
      await withinLimit(
        limitMs,
        () => run(chance, context),
        () => new TimeoutError(`The row took over ${limitMs / 1000} s`),
      );
    } catch (error) {
      context.task.meta.faultRow = { seed: chance.seed, isTimeout: isTimeout(error) };
      throw error;
    }
  });
}
