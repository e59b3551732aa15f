import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parsePorts } from '../ports.ts';
import { stackPaths } from '../stack-paths.ts';
import type { StackRequest } from '../stack-types.ts';
import { projectName } from './compose.ts';
import { startDockerRung, startedWithDocker, stopDockerRung } from './docker-rung.ts';

let root: string;
let request: StackRequest;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'docker-rung-'));
  await writeFile(join(root, 'docker-compose.yml'), 'services: {}\n');
  request = { set: 'test', root, env: { PATH: `${root}:/usr/bin:/bin` }, log: () => undefined };
});
afterEach(() => rm(root, { recursive: true }));

/** A Docker client that notes what it is asked and ends with `code`. */
async function fakeClient(code: number): Promise<void> {
  const file = join(root, 'docker');
  await writeFile(file, `#!/bin/sh\necho "$STACK_MYSQL_PORT $*" >> "${root}/calls"\nexit ${code}\n`);
  await chmod(file, 0o755);
}

async function calls(): Promise<string[]> {
  return (await readFile(join(root, 'calls'), 'utf8')).trimEnd().split('\n');
}

it('starts the needed services of the set on its ports, and stops them again', async () => {
  await fakeClient(0);
  const paths = stackPaths(root, 'test');
  const { ports } = await startDockerRung(['mysql', 'kafka'], request);
  const remembered = parsePorts(await readFile(paths.ports, 'utf8'));
  expect(ports).toEqual({ mysql: remembered?.mysql, kafka: remembered?.kafka });
  expect(await startedWithDocker(paths)).toBe(true);
  await stopDockerRung(request, { deleteData: false });
  expect(await startedWithDocker(paths)).toBe(false);
  const compose = `${ports.mysql} compose -p ${projectName(root, 'test')} -f ${join(root, 'docker-compose.yml')}`;
  expect(await calls()).toEqual([
    `${compose} up --detach --wait --wait-timeout 180 mysql kafka`,
    `${compose} down --remove-orphans`,
  ]);
});

it('deletes the volumes only when told so', async () => {
  await fakeClient(0);
  await startDockerRung(['redis'], request);
  await stopDockerRung(request, { deleteData: true });
  expect((await calls()).at(-1)).toMatch(/ down --remove-orphans --volumes$/);
});

it('leaves nothing half-started when Compose fails', async () => {
  const file = join(root, 'docker');
  await writeFile(file, `#!/bin/sh\necho "$*" >> "${root}/calls"\ncase "$*" in *" up "*) exit 1;; esac\n`);
  await chmod(file, 0o755);
  await expect(startDockerRung(['redis'], request)).rejects.toThrow(/^"docker compose up .*redis" failed/);
  expect((await calls()).at(-1)).toMatch(/ down --remove-orphans$/);
  expect(await startedWithDocker(stackPaths(root, 'test'))).toBe(false);
});
