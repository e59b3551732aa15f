import { chooseRung } from './choose-rung.ts';
import { localPassword } from './docker/compose.ts';
import { dockerAnswers } from './docker/docker-answers.ts';
import { dockerPorts, startDockerRung, startedWithDocker } from './docker/docker-rung.ts';
import { localAddress, readEnvironmentRung } from './environment-rung.ts';
import { answers } from './maven/run-server.ts';
import { answeringServers, startMavenRung } from './maven/start-maven-rung.ts';
import { withLock } from './process/with-lock.ts';
import { servers } from './servers/index.ts';
import { type StackPaths, stackPaths } from './stack-paths.ts';
import type { Rung, ServerName, StackAddresses, StackRequest } from './stack-types.ts';

type Brought = { rung: Rung; ports: Readonly<Partial<Record<ServerName, number>>>; startedHere: boolean };

/**
 * Gives four servers by the first rung that works: addresses in the environment, a Docker engine that answers, JDK and
 * Maven. Healthy servers of this checkout are reused. Throws `StackProblem` with nothing half-started.
 */
export async function startStack(request: StackRequest): Promise<StackAddresses> {
  const { given, needed } = readEnvironmentRung(request.env);
  const paths = stackPaths(request.root, request.set);
  const waiting = (pid: number) => request.log(`Waiting for process ${pid}, which is working on the same servers`);
  const brought =
    needed.length === 0
      ? ({ rung: 'environment', ports: {}, startedHere: false } satisfies Brought)
      : ((await findRunning(needed, paths)) ??
        (await withLock(
          paths.lock,
          waiting,
          async () => (await findRunning(needed, paths)) ?? (await bring(needed, request)),
        )));
  const password = brought.rung === 'docker' ? localPassword : '';
  const address = (name: ServerName): string => {
    const port = brought.ports[name];
    if (port !== undefined) return localAddress(name, port, password);
    const named = given[name];
    if (named === undefined) throw new Error(`No address for ${name} on rung ${brought.rung}`);
    return named;
  };
  return {
    mysqlUrl: address('mysql'),
    redisUrl: address('redis'),
    kafkaBrokers: address('kafka'),
    mongodbUrl: address('mongodb'),
    rung: brought.rung,
    startedHere: brought.startedHere,
  };
}

async function bring(needed: readonly ServerName[], request: StackRequest): Promise<Brought> {
  const paths = stackPaths(request.root, request.set);
  const rung = await chooseRung({
    startedWithDocker: await startedWithDocker(paths),
    runsNatively: Object.keys(await answeringServers(needed, paths)).length > 0,
    dockerAnswers: () => dockerAnswers(request.env),
  });
  if (rung === 'docker') return { rung, startedHere: true, ...(await startDockerRung(needed, request)) };
  const { ports, started } = await startMavenRung(needed, request);
  return { rung, ports, startedHere: started.length > 0 };
}

/** All needed servers, when they run and answer already. */
async function findRunning(needed: readonly ServerName[], paths: StackPaths): Promise<Brought | undefined> {
  const native = await answeringServers(needed, paths);
  if (needed.every((name) => native[name] !== undefined)) return { rung: 'maven', ports: native, startedHere: false };
  const ports = await dockerPorts(paths);
  const healthy = await Promise.all(
    needed.map(async (name) => {
      const port = ports[name];
      return port !== undefined && (await answers(servers[name], port, localPassword));
    }),
  );
  return healthy.every(Boolean) ? { rung: 'docker', ports, startedHere: false } : undefined;
}
