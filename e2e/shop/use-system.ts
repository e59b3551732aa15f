import { type SystemOptions, startSystem, type TestSystem } from '@rushgraph/testkit';
import { afterAll, afterEach, beforeAll } from 'vitest';

/** One running shop for the scenarios of a file; when one of them fails, or their preparation, what the processes said is printed. */
export function useSystem(options: SystemOptions = {}): () => TestSystem {
  let system: TestSystem | undefined;
  let hasBegun = false;
  beforeAll(async () => {
    system = await startSystem(options);
  });
  const print = () => system && process.stderr.write(`${system.logs()}\n`);
  afterEach(({ task }) => {
    hasBegun = true;
    if (task.result?.state === 'fail') print();
  });
  afterAll(async () => {
    if (!hasBegun) print();
    await system?.stop();
  });
  return () => {
    if (system === undefined) throw new Error('The shop has not been started');
    return system;
  };
}
