import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { diskFull, saysDiskFull } from '../disk-full.ts';
import { stackPackage } from '../stack-paths.ts';
import { StackProblem } from '../stack-problem.ts';
import type { Environment, Log } from '../stack-types.ts';

const reportEveryMs = 2_000;

/** Lets Maven copy all jars of pom.xml into `directory`, telling what has come so far. */
export async function downloadJars(request: {
  maven: string;
  directory: string;
  mariadbPlatform: string;
  env: Environment;
  log: Log;
}): Promise<void> {
  const args = [
    '-B',
    '-Dstyle.color=never',
    '-f',
    join(stackPackage, 'pom.xml'),
    'dependency:copy-dependencies',
    '-DincludeScope=runtime',
  ];
  const child = spawn(
    request.maven,
    [...args, `-DoutputDirectory=${request.directory}`, `-Dmariadb.platform=${request.mariadbPlatform}`],
    { env: { ...request.env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const begun = performance.now();
  const errors: string[] = [];
  let [files, megabytes, latest] = [0, 0, ''];
  const read = (line: string) => {
    latest = downloadingFile(line) ?? latest;
    const size = downloadedMegabytes(line);
    if (size !== undefined) [files, megabytes] = [files + 1, megabytes + size];
    if (line.includes('[ERROR]')) errors.push(line.replace(/.*\[ERROR\]\s*/, ''));
  };
  createInterface({ input: child.stdout }).on('line', read);
  createInterface({ input: child.stderr }).on('line', read);
  const seconds = () => Math.round((performance.now() - begun) / 1000);
  const report = setInterval(() => {
    request.log(
      `  Maven: ${files} files, ${megabytes.toFixed(0)} MB, ${seconds()} s${latest === '' ? '' : `, now ${latest}`}`,
    );
  }, reportEveryMs);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  }).finally(() => clearInterval(report));
  if (code !== 0) throw new StackProblem(mavenFailure(errors));
  request.log(`  Maven: done in ${seconds()} s (${files} files, ${megabytes.toFixed(0)} MB downloaded)`);
}

/** File name of `Downloading from central: https://…/x.jar`. */
export function downloadingFile(line: string): string | undefined {
  return /Downloading from \S+: \S*\/([^/\s]+\.jar)/.exec(line)?.[1];
}

/** Size of `Downloaded from central: https://…/x.jar (1.2 MB at 3 MB/s)`, in MB. */
export function downloadedMegabytes(line: string): number | undefined {
  const match = /Downloaded from .*\(([\d.]+) ([kMG]?B) at/.exec(line);
  if (match === null) return undefined;
  const factor = { B: 1e-6, kB: 1e-3, MB: 1, GB: 1e3 }[match[2] ?? 'B'] ?? 0;
  return Number(match[1]) * factor;
}

function mavenFailure(errors: readonly string[]): string {
  const text = errors.join(' ');
  if (saysDiskFull(text)) return diskFull;
  return `Maven could not bring the servers; check the network or Maven's settings.xml and run the command again. Maven said: ${errors[0] ?? 'nothing'}`;
}
