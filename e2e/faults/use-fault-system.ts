import { afterAll, afterEach, beforeAll } from 'vitest';
import { type FaultSystem, type FaultSystemOptions, startFaultSystem } from './fault-system.ts';

/**
 * The system of one row of the table; when the row fails, what the processes said is printed. A start that fails fails
 * the row that asks for the system, so that one that merely took too long is run again.
 */
export function useFaultSystem(options: () => Promise<FaultSystemOptions> = async () => ({})): () => FaultSystem {
  let system: FaultSystem | undefined;
  let failure: unknown = new Error('The system has not been started');
  beforeAll(async () => {
    try {
      system = await startFaultSystem(await options());
    } catch (error) {
      failure = error;
    }
  });
  afterEach(({ task }) => {
    if (task.result?.state === 'fail' && system !== undefined) process.stderr.write(`${system.logs()}\n`);
  });
  afterAll(async () => {
    await system?.stop();
  });
  return () => {
    if (system === undefined) throw failure;
    return system;
  };
}
