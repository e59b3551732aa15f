import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { portVariables } from '../ports.ts';
import { StackProblem } from '../stack-problem.ts';
import type { Environment, StackPorts, StackSet } from '../stack-types.ts';

/** Servers of the local sets listen on 127.0.0.1 only, so this guards nothing; the compose file insists on having some. */
export const localPassword = 'rushgraph';

/** What the servers of the compose file are told, whatever the environment holds for the whole shop. */
const serverPasswords = ['MYSQL_ROOT_PASSWORD', 'REDIS_PASSWORD', 'MONGODB_ROOT_PASSWORD'];

export type ComposeProject = { readonly root: string; readonly set: StackSet; readonly env: Environment };

/** One project per set and checkout, so that their containers and volumes never mix. */
export function projectName(root: string, set: StackSet): string {
  return `rushgraph-${set}-${createHash('sha256').update(root).digest('hex').slice(0, 8)}`;
}

/**
 * Variables the compose file demands (`${NAME:?…}`). Compose fills in the whole file even when it starts one service,
 * so the servers could not start without the secrets of services that stay down.
 */
export function requiredVariables(composeFile: string): string[] {
  return [...new Set([...composeFile.matchAll(/\$\{([A-Z][A-Z0-9_]*):\?/g)].map((match) => match[1] ?? ''))];
}

/** The environment for Compose: ports of the set, and a placeholder for each secret that is not set. */
export function composeEnvironment(env: Environment, composeFile: string, ports: StackPorts): Environment {
  const placeholders = requiredVariables(composeFile).map((name) => [name, env[name] || 'not-used-by-the-servers']);
  return {
    ...env,
    ...Object.fromEntries(placeholders),
    ...Object.fromEntries(serverPasswords.map((name) => [name, localPassword])),
    [portVariables.mysql]: String(ports.mysql),
    [portVariables.redis]: String(ports.redis),
    [portVariables.kafka]: String(ports.kafka),
    [portVariables.mongodb]: String(ports.mongodb),
  };
}

/** Runs `docker compose` for the set's project, its output passed through, and refuses when it fails. */
export async function compose(
  { root, set, env }: ComposeProject,
  ports: StackPorts,
  args: readonly string[],
): Promise<void> {
  const file = join(root, 'docker-compose.yml');
  const environment = composeEnvironment(env, await readFile(file, 'utf8'), ports);
  // Standard output belongs to the command's own answer (`--json`); Compose talks on standard error.
  const child = spawn('docker', ['compose', '-p', projectName(root, set), '-f', file, ...args], {
    env: { ...environment },
    stdio: ['ignore', 2, 2],
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new StackProblem(`"docker compose ${args.join(' ')}" failed; its message is above.`);
}
