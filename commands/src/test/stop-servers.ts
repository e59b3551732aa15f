import { type Environment, stopStack } from '@rushgraph/stack';
import { root } from '../tools/root.ts';

/** Stops the test servers where nobody will use them again: with CI=true. For after a failure or a signal, too. */
export async function stopServers(env: Environment): Promise<void> {
  if (env.CI) await stopStack({ set: 'test', root, env, log: console.log });
}
