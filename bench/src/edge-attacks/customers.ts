import { startHelper } from '../harness/helper-process.ts';

/** What customers need to know. */
export interface Visit {
  /** The endpoint of the gateway. */
  readonly url: string;
  readonly tokens: readonly string[];
  readonly perSecond: number;
}

export interface Customers {
  /**
   * Customers come at a steady rate while the work is done. Gives how long each of them waited, in milliseconds from when they
   * were due, also those who are still there at its end.
   */
  during<T>(work: () => Promise<T>): Promise<{ readonly done: T; readonly waited: readonly number[] }>;
  stop(): Promise<void>;
}

/** Their process does nothing else: they wait for the gateway, and not for who measures. */
export async function startCustomers(visit: Visit): Promise<Customers> {
  const script = new URL('./customers-process.ts', import.meta.url);
  const { ask, stop } = await startHelper<'come' | 'leave', readonly number[], Visit>({ script, data: visit });
  return {
    async during(work) {
      await ask('come');
      const done = await work();
      return { done, waited: await ask('leave') };
    },
    stop,
  };
}
