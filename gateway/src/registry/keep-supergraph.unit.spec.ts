import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '@rushgraph/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { keepSupergraph, readKept } from './keep-supergraph.ts';

const MODULE = fileURLToPath(new URL('keep-supergraph.ts', import.meta.url));
const SDL = 'x'.repeat(8_000_000);

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kept-'));
  path = join(folder, 'supergraph.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Another process, which keeps one version after another; with a limit in kB it cannot write a file of that size. */
function writer(limit = 'unlimited') {
  const script = `const { keepSupergraph } = await import(process.argv[1]);
    for (let version = 2; ; version++) await keepSupergraph(process.argv[2], { version, sdl: 'x'.repeat(8_000_000) });`;
  const command = `ulimit -f ${limit}; exec "$0" --input-type=module -e "$1" "$2" "$3"`;
  return spawn('bash', ['-c', command, process.execPath, script, MODULE, path], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}
const drafts = () => readdirSync(folder).filter((name) => name !== 'supergraph.json');

it('what was kept stays whole when the process that writes the next one is killed, and its draft goes with the next', async () => {
  await keepSupergraph(path, { version: 1, sdl: SDL });
  const writing = writer();
  // In the middle of a file.
  await eventually(
    () => expect(drafts().map((name) => statSync(join(folder, name)).size)).toEqual([expect.any(Number)]),
    {
      everyMs: 1,
    },
  );
  writing.kill('SIGKILL');
  await once(writing, 'exit');
  expect((await readKept(path))?.sdl).toBe(SDL);
  await keepSupergraph(path, { version: 9, sdl: 'new' });
  expect([await readKept(path), drafts()]).toEqual([{ version: 9, sdl: 'new' }, []]);
});

it('what was kept stays whole, and nothing is left lying about, when there is no room for the next one', async () => {
  await keepSupergraph(path, { version: 1, sdl: SDL });
  const writing = writer('1000');
  const told: string[] = [];
  writing.stderr?.on('data', (data) => told.push(String(data)));
  await once(writing, 'close');
  expect(told.join('')).toMatch(/EFBIG/);
  expect([await readKept(path), drafts()]).toEqual([{ version: 1, sdl: SDL }, []]);
});
