// The front door: `npm start`, `npm test` and the others come through here, on nothing but Node ≥ 20 and npm.
// It makes sure of Node 24, pnpm and the locked dependencies, then hands over to commands/src/<name>.ts.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NODE_MAJOR = 24;
const PNPM_MAJOR = 12;
const TOOL_VERSIONS = ['node@24.21.0', 'pnpm@12.21.0'];

/** Node strips the types itself, and kafkajs sets timers that have already passed: neither is news to anybody. */
const QUIET = ['--disable-warning=ExperimentalWarning', '--disable-warning=TimeoutNegativeWarning'];
/** Benchmarks make batches that live for milliseconds, as the services do, which have the same setting. */
const HEAP = ['--max-semi-space-size=32'];

const root = fileURLToPath(new URL('.', import.meta.url));
const toolsBin = join(root, '.tools', 'node_modules', '.bin');
const commandsFolder = join(root, 'commands', 'src');
const [name, ...args] = process.argv.slice(2);

const known = readdirSync(commandsFolder)
  .filter((file) => file.endsWith('.ts') && !file.includes('.spec.'))
  .map((file) => file.slice(0, -3));
if (name === undefined || !known.includes(name)) {
  fail(`Say which command to run, one of: ${known.join(', ')}. For example: npm run ${known[0]} -- --help`);
}

process.env.PATH = `${toolsBin}${delimiter}${process.env.PATH ?? ''}`;
// What Node has made of the sources is kept for the next command and the next start of a service: half of their CPU.
process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules', '.cache', 'node-compile-cache');
ensureTools();
ensureDependencies();
handOver();

function ensureTools() {
  const have = { node: majorOf('node'), pnpm: majorOf('pnpm') };
  if (have.node >= NODE_MAJOR && have.pnpm >= PNPM_MAJOR) return;
  timed(`Fetching Node ${NODE_MAJOR} and pnpm ${PNPM_MAJOR} into .tools (once, about 200 MB)`, () => {
    mkdirSync(join(root, '.tools'), { recursive: true });
    run('npm', [
      'install',
      '--prefix',
      '.tools',
      ...TOOL_VERSIONS,
      '--no-audit',
      '--no-fund',
      '--no-save',
      '--loglevel=error',
    ]);
  });
  if (majorOf('node') < NODE_MAJOR) fail('Node 24 was fetched but does not run here; install Node 24 and try again.');
}

function ensureDependencies() {
  const marker = join(root, 'node_modules', '.installed-lock');
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'pnpm-lock.yaml')))
    .digest('hex');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === lock) return;
  timed('Installing the locked dependencies', () => {
    run('pnpm', ['install', '--frozen-lockfile', '--reporter=silent']);
  });
  writeFileSync(marker, lock);
}

function handOver() {
  const script = join(commandsFolder, `${name}.ts`);
  const child = spawn('node', [...QUIET, ...HEAP, script, ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  // A terminal sends Ctrl-C to both of us; the command decides when all of it has stopped.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGTERM'));
  child.on('error', (error) => fail(`Could not run Node ${NODE_MAJOR}: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}

function majorOf(tool) {
  const { stdout, status } = spawnSync(tool, ['--version'], { encoding: 'utf8', cwd: root });
  return status === 0 ? Number.parseInt(stdout.replace(/^v/, ''), 10) : 0;
}

function run(command, parameters) {
  const { status, error, stdout, stderr } = spawnSync(command, parameters, { cwd: root, encoding: 'utf8' });
  if (error) fail(`Could not run ${command}: ${error.message}`);
  if (status !== 0) {
    process.stderr.write(`${stdout}${stderr}`);
    fail(
      `\`${command} ${parameters.join(' ')}\` failed (the lines above say why); mend that and run the same command again.`,
    );
  }
}

function timed(what, work) {
  const start = performance.now();
  process.stdout.write(`${what} … `);
  work();
  process.stdout.write(`${((performance.now() - start) / 1000).toFixed(1)} s\n`);
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
