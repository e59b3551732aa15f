import { withinLimit } from '@rushgraph/concurrency';
import type { Logger } from './logger.ts';

export interface Lifecycle {
  readonly stopping: boolean;
  /** Adds a step of the stop; steps run one after the other in the order in which they were added. Each has 10 s unless it says. */
  onStop(name: string, stop: () => Promise<void>, options?: { readonly limitMs?: number }): void;
  /** Runs the steps once; a step that fails or hangs is logged and does not keep the others from running. */
  stop(reason: string): Promise<void>;
}

const STEP_LIMIT_MS = 10_000;

export interface LifecycleOptions {
  readonly logger: Logger;
  readonly stepLimitMs?: number;
}

/** The visible stop order of a process. */
export function createLifecycle({ logger, stepLimitMs = STEP_LIMIT_MS }: LifecycleOptions): Lifecycle {
  const steps: { readonly name: string; readonly stop: () => Promise<void>; readonly limitMs: number }[] = [];
  let stopped: Promise<void> | undefined;

  async function runSteps(reason: string): Promise<void> {
    logger.info({ reason }, 'stopping');
    for (const { name, stop, limitMs } of steps) {
      try {
        await withinLimit(limitMs, stop, () => new Error(`not done after ${limitMs} ms`));
        logger.debug({ step: name }, 'stopped');
      } catch (error) {
        logger.error({ step: name, err: error }, 'a shutdown step failed');
      }
    }
    logger.info('stopped');
  }

  return {
    get stopping() {
      return stopped !== undefined;
    },
    onStop(name, stop, { limitMs = stepLimitMs } = {}) {
      steps.push({ name, stop, limitMs });
    },
    stop(reason) {
      stopped ??= runSteps(reason);
      return stopped;
    },
  };
}
