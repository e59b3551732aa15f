import { type SystemOptions, startSystem, type TestSystem } from '@rushgraph/testkit';
import { afterAll, afterEach, beforeAll } from 'vitest';

/** One running shop for the scenarios of a file; when one of them fails, what the processes said is printed. */
export function useSystem(options: SystemOptions = {}): () => TestSystem {
  let system: TestSystem | undefined;
  beforeAll(async () => {
    system = await startSystem(options);
  });
  afterEach(({ task }) => {
    if (task.result?.state === 'fail' && system !== undefined) process.stderr.write(`${system.logs()}\n`);
  });
  afterAll(async () => {
    await system?.stop();
  });
  return () => {
    if (system === undefined) throw new Error('The shop has not been started');
    return system;
  };
}
