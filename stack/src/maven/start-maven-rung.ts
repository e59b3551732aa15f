import { choosePorts, type RunningPorts } from '../choose-ports.ts';
import { servers } from '../servers/index.ts';
import { type StackPaths, stackPaths } from '../stack-paths.ts';
import type { ServerName, StackRequest } from '../stack-types.ts';
import { bringServers } from './bring-servers.ts';
import { answers, runningServer, startServer, stopServer } from './run-server.ts';

/** The ports of those servers of this set that run and answer. */
export async function answeringServers(needed: readonly ServerName[], paths: StackPaths): Promise<RunningPorts> {
  const found = await Promise.all(
    needed.map(async (name) => {
      const record = await runningServer(servers[name], paths);
      return record !== undefined && (await answers(servers[name], record.port)) ? [[name, record.port] as const] : [];
    }),
  );
  return Object.fromEntries(found.flat());
}

/** Starts what is needed and does not run yet. The caller holds the set's lock. */
export async function startMavenRung(
  needed: readonly ServerName[],
  { set, root, env, log }: StackRequest,
): Promise<{ ports: RunningPorts; started: readonly ServerName[] }> {
  const paths = stackPaths(root, set);
  const running = await answeringServers(needed, paths);
  const missing = needed.filter((name) => running[name] === undefined);
  if (missing.length === 0) return { ports: running, started: [] };
  const library = await bringServers(paths, env, log);
  // What runs without answering is hung or belongs to a start that was killed half-way.
  await Promise.all(missing.map((name) => stopServer(servers[name], paths)));
  const ports = await choosePorts({ set, env, paths, running, needed: missing });
  log(`Starting ${missing.map((name) => servers[name].title).join(', ')} (logs in ${paths.logs})`);
  const results = await Promise.allSettled(
    missing.map((name) => startServer(servers[name], { paths, ports, library, env }, log)),
  );
  const failure = results.find((result) => result.status === 'rejected');
  if (failure !== undefined) {
    await Promise.all(missing.map((name) => stopServer(servers[name], paths)));
    throw failure.reason;
  }
  return { ports: { ...running, ...Object.fromEntries(missing.map((name) => [name, ports[name]])) }, started: missing };
}
