import { mkdir, rm, writeFile } from 'node:fs/promises';
import { choosePorts } from '../choose-ports.ts';
import { rememberedPorts } from '../ports.ts';
import { readIfThere } from '../read-if-there.ts';
import { servers } from '../servers/index.ts';
import { type StackPaths, stackPaths } from '../stack-paths.ts';
import { StackProblem } from '../stack-problem.ts';
import { type ServerName, type StackRequest, type StackSet, serverNames } from '../stack-types.ts';
import { compose, projectName } from './compose.ts';

/** The compose service of each server has the server's name. */
export type DockerStart = { readonly ports: Readonly<Partial<Record<ServerName, number>>> };

/** Whether this set was last started with Docker and not stopped since. */
export async function startedWithDocker(paths: StackPaths): Promise<boolean> {
  return (await readIfThere(paths.dockerMarker)) !== undefined;
}

/** Starts the needed servers as containers and waits for their health checks. The caller holds the set's lock. */
export async function startDockerRung(needed: readonly ServerName[], request: StackRequest): Promise<DockerStart> {
  const { set, root, log } = request;
  const paths = stackPaths(root, set);
  const wasUp = await startedWithDocker(paths);
  const kept = wasUp ? await rememberedPorts(paths.ports) : undefined;
  const ports = kept ?? (await choosePorts({ ...request, needed, running: {}, paths }));
  // The marker comes first: a start that is killed half-way is then found by `down`.
  await mkdir(paths.directory, { recursive: true });
  await writeFile(paths.dockerMarker, `${JSON.stringify({ project: projectName(root, set) })}\n`);
  log(`Starting ${needed.map((name) => servers[name].title).join(', ')} in Docker (project ${projectName(root, set)})`);
  try {
    await compose(request, ports, ['up', '--detach', '--wait', '--wait-timeout', '180', ...needed]);
  } catch (error) {
    if (!wasUp) await stopDockerRung(request, { deleteData: false });
    throw error;
  }
  return { ports: Object.fromEntries(needed.map((name) => [name, ports[name]])) };
}

/** Removes the set's containers, and its volumes when the data is to go too. */
export async function stopDockerRung(
  { set, root, env }: { set: StackSet; root: string; env: StackRequest['env'] },
  { deleteData }: { deleteData: boolean },
): Promise<void> {
  const paths = stackPaths(root, set);
  const ports = await rememberedPorts(paths.ports);
  if (ports === undefined)
    throw new StackProblem(
      `${paths.ports} is missing: remove the containers with "docker compose -p ${projectName(root, set)} down".`,
    );
  await compose({ set, root, env }, ports, ['down', '--remove-orphans', ...(deleteData ? ['--volumes'] : [])]);
  await rm(paths.dockerMarker, { force: true });
}

/** Every server of a set that Docker runs, with its port. */
export async function dockerPorts(paths: StackPaths): Promise<DockerStart['ports']> {
  const ports = (await startedWithDocker(paths)) ? await rememberedPorts(paths.ports) : undefined;
  return ports === undefined ? {} : Object.fromEntries(serverNames.map((name) => [name, ports[name]]));
}
