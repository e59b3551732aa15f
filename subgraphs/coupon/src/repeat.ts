import { type Logger, type Repeated, runEvery } from '@rushgraph/service';

export type Repeat = (name: string, everyMs: number, work: () => Promise<boolean>) => Repeated;

/** Runs work again and again. What fails in the same way ten times a second is said once, and once that it works again. */
export function createRepeat(logger: Logger): Repeat {
  return (name, everyMs, work) => {
    let failure: string | undefined;
    return runEvery({
      name,
      everyMs,
      logger,
      async work() {
        try {
          const more = await work();
          if (failure !== undefined) logger.info({ work: name }, 'repeated work succeeds again');
          failure = undefined;
          return more;
        } catch (error) {
          const told = failure;
          failure = String(error);
          if (failure === told) return false;
          throw error;
        }
      },
    });
  };
}
