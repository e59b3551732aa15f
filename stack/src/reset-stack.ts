import { rm } from 'node:fs/promises';
import { withLock } from './process/with-lock.ts';
import { stackPaths } from './stack-paths.ts';
import type { StackRequest } from './stack-types.ts';
import { stopServers } from './stop-stack.ts';

/** Stops the servers of the set and deletes their data, logs and remembered ports; downloads stay. */
export async function resetStack(request: StackRequest): Promise<void> {
  const paths = stackPaths(request.root, request.set);
  const waiting = (pid: number) => request.log(`Waiting for process ${pid}, which is working on the same servers`);
  await withLock(paths.lock, waiting, async () => {
    await stopServers(request, { deleteData: true });
    await rm(paths.directory, { recursive: true, force: true });
    request.log(`Deleted ${paths.directory}`);
  });
}
