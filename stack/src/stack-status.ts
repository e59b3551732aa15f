import { localPassword } from './docker/compose.ts';
import { dockerPorts } from './docker/docker-rung.ts';
import { localAddress, readEnvironmentRung } from './environment-rung.ts';
import { answers, runningServer } from './maven/run-server.ts';
import { servers } from './servers/index.ts';
import { stackPaths } from './stack-paths.ts';
import { type Rung, type ServerName, type StackRequest, serverNames } from './stack-types.ts';

export type ServerState = 'ready' | 'not answering' | 'stopped' | 'named by the environment';

export type ServerStatus = {
  readonly name: ServerName;
  readonly state: ServerState;
  readonly rung?: Rung;
  readonly address?: string;
  readonly pid?: number;
};

/** What each of the four servers of a set is doing right now. */
export async function stackStatus({ set, root, env }: Omit<StackRequest, 'log'>): Promise<ServerStatus[]> {
  const paths = stackPaths(root, set);
  const { given } = readEnvironmentRung(env);
  const containers = await dockerPorts(paths);
  return Promise.all(
    serverNames.map(async (name): Promise<ServerStatus> => {
      const named = given[name];
      if (named !== undefined) return { name, state: 'named by the environment', rung: 'environment', address: named };
      const process = await runningServer(servers[name], paths);
      if (process !== undefined) {
        const state = (await answers(servers[name], process.port)) ? 'ready' : 'not answering';
        return { name, state, rung: 'maven', address: localAddress(name, process.port), pid: process.pid };
      }
      const port = containers[name];
      if (port === undefined) return { name, state: 'stopped' };
      const state = (await answers(servers[name], port, localPassword)) ? 'ready' : 'not answering';
      return { name, state, rung: 'docker', address: localAddress(name, port, localPassword) };
    }),
  );
}
