import { join } from 'node:path';
import { takeLock } from '@rushgraph/stack/process';

/**
 * Makes this process the only `npm start` of the checkout; resolves with what gives that back. Throws with the other's
 * process id: a second start would take the first one's services for leftovers and end them.
 */
export async function claimCheckout(root: string): Promise<() => Promise<void>> {
  const lock = await takeLock(join(root, '.stack', 'start.lock'));
  if ('release' in lock) return () => lock.release();
  throw new Error(
    `npm start is already running in this checkout (pid ${lock.heldBy}): stop it first, or start a second shop from another checkout with PORT_BASE=4100.`,
  );
}
