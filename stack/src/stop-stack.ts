import { startedWithDocker, stopDockerRung } from './docker/docker-rung.ts';
import { stopServer } from './maven/run-server.ts';
import { withLock } from './process/with-lock.ts';
import { servers } from './servers/index.ts';
import { stackPaths } from './stack-paths.ts';
import { type StackRequest, serverNames } from './stack-types.ts';

/** Stops every server that this checkout started for the set, and says how many; the data stays. */
export async function stopStack(request: StackRequest): Promise<void> {
  const { set, root, log } = request;
  const paths = stackPaths(root, set);
  const waiting = (pid: number) => log(`Waiting for process ${pid}, which is working on the same servers`);
  await withLock(paths.lock, waiting, () => stopServers(request, { deleteData: false }));
}

/** The same for a caller that holds the set's lock. */
export async function stopServers(request: StackRequest, { deleteData }: { deleteData: boolean }): Promise<void> {
  const { set, root, log } = request;
  const paths = stackPaths(root, set);
  const stopped = await Promise.all(serverNames.map((name) => stopServer(servers[name], paths)));
  if (await startedWithDocker(paths)) await stopDockerRung(request, { deleteData });
  const count = stopped.filter(Boolean).length;
  if (count > 0) log(`Stopped ${count} ${set} ${count === 1 ? 'server' : 'servers'}`);
}
