import {
  developmentPorts,
  isPortFree,
  portVariables,
  preferredPorts,
  rememberedPorts,
  rememberPorts,
  settlePorts,
} from './ports.ts';
import type { StackPaths } from './stack-paths.ts';
import { StackProblem } from './stack-problem.ts';
import type { Environment, ServerName, StackPorts, StackSet } from './stack-types.ts';

export type RunningPorts = Readonly<Partial<Record<ServerName, number>>>;

/**
 * The ports for the `needed` servers beside those that run, remembered for the next time. Development ports are fixed
 * and a busy one is refused; test ports move out of the way, so that two checkouts can test at once.
 */
export async function choosePorts(choice: {
  set: StackSet;
  env: Environment;
  paths: StackPaths;
  running: RunningPorts;
  needed: readonly ServerName[];
}): Promise<StackPorts> {
  const { set, env, paths, running, needed } = choice;
  const isOurs = (name: keyof StackPorts): boolean => !needed.includes(name === 'kafkaController' ? 'kafka' : name);
  const isUsable = async (name: keyof StackPorts, port: number) => isOurs(name) || (await isPortFree(port));
  const wanted =
    set === 'dev' ? developmentPorts(env) : { ...preferredPorts.test, ...(await rememberedPorts(paths.ports)) };
  const ports = await settlePorts({ ...wanted, ...running }, isUsable, set === 'dev' ? refuseBusyPort : undefined);
  await rememberPorts(paths.ports, ports);
  return ports;
}

function refuseBusyPort(name: keyof StackPorts, port: number): never {
  throw new StackProblem(
    `Port ${port} (${name}) is in use by another program: stop that program (lsof -i :${port} names it) or choose another port with ${portVariables[name]}, or move all of them with PORT_BASE=4100.`,
  );
}
