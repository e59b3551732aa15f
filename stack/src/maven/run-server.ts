import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { diskFull, saysDiskFull } from '../disk-full.ts';
import { isListening } from '../process/is-listening.ts';
import { listProcesses } from '../process/list-processes.ts';
import { type PidRecord, readLivePidFile, removePidFile, writePidFile } from '../process/pid-file.ts';
import { type DetachedProcess, spawnDetached } from '../process/spawn-detached.ts';
import { stopProcess } from '../process/stop-process.ts';
import type { Server, ServerContext } from '../servers/server.ts';
import type { StackPaths } from '../stack-paths.ts';
import { StackProblem } from '../stack-problem.ts';
import type { Log } from '../stack-types.ts';

const startPatienceMs = 60_000;
const quotedLogLines = 12;

/** The running process of a server, found by its pid file and recognised by its command line. */
export function runningServer(server: Server, paths: StackPaths): Promise<PidRecord | undefined> {
  return readLivePidFile(paths.pid(server.name), server.marker(paths));
}

/** Whether the server answers its protocol right now. */
export async function answers(server: Server, port: number, password = ''): Promise<boolean> {
  // A refused connection is the usual answer while a server starts, and far cheaper than four clients' own attempts.
  if (!(await isListening(port))) return false;
  return server.probe(port, password).then(
    () => true,
    () => false,
  );
}

/** Starts a server that does not run and waits until it answers; stops it again when it does not. */
export async function startServer(server: Server, context: ServerContext, log: Log): Promise<void> {
  const { paths, ports } = context;
  const begun = performance.now();
  await server.prepare(context);
  const child = await spawnDetached(server.command(context), paths.log(server.name));
  await writePidFile(paths.pid(server.name), { pid: child.pid, port: ports[server.name] });
  try {
    await waitUntilReady(server, context, child, log);
  } catch (error) {
    await stopServer(server, paths);
    throw error;
  }
  log(`  ${server.title} is ready on 127.0.0.1:${ports[server.name]} after ${elapsed(begun)} s`);
}

/** Stops a server, whether its pid file knows it or not: a crash may fall between the start and that file. */
export async function stopServer(server: Server, paths: StackPaths): Promise<boolean> {
  const marker = server.marker(paths);
  const found = (await listProcesses()).filter(({ command }) => command.includes(marker));
  await Promise.all(found.map(({ pid }) => stopProcess(pid, marker)));
  await removePidFile(paths.pid(server.name));
  return found.length > 0;
}

async function waitUntilReady(
  server: Server,
  { paths, ports }: ServerContext,
  child: DetachedProcess,
  log: Log,
): Promise<void> {
  const begun = performance.now();
  let nextNews = 5_000;
  while (!(await answers(server, ports[server.name]))) {
    const waited = performance.now() - begun;
    const ending = child.ended();
    const failure =
      ending !== undefined
        ? `ended at its start (${ending})`
        : waited > startPatienceMs
          ? 'does not answer'
          : undefined;
    if (failure !== undefined) {
      const tail = await lastLines(paths.log(server.name));
      if (saysDiskFull(tail)) throw new StackProblem(diskFull);
      throw new StackProblem(`${server.title} ${failure}; its log ${paths.log(server.name)} ends with:\n${tail}`);
    }
    if (waited > nextNews) {
      log(`  waiting for ${server.title}, ${elapsed(begun)} s`);
      nextNews += 5_000;
    }
    await sleep(50);
  }
}

async function lastLines(file: string): Promise<string> {
  const text = await readFile(file, 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .slice(-quotedLogLines)
    .map((line) => `  ${line}`)
    .join('\n');
}

function elapsed(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1);
}
