import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { hasCode } from '../has-code.ts';

export type RunningProcess = { readonly pid: number; readonly command: string };

const run = promisify(execFile);

/** Every process with a readable command line. Linux is read from /proc, because small images have no `ps`. */
export async function listProcesses(platform: NodeJS.Platform = process.platform): Promise<RunningProcess[]> {
  if (platform !== 'linux') return parseProcessList((await run('ps', ['-axww', '-o', 'pid=,command='])).stdout);
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(pids.map(async (pid) => ({ pid, command: await commandLine(pid, platform) })));
  return found.filter((entry): entry is RunningProcess => entry.command !== undefined && entry.command !== '');
}

/** The command line of a process, arguments joined by blanks; undefined when it does not run (a zombie does not). */
export async function commandLine(
  pid: number,
  platform: NodeJS.Platform = process.platform,
): Promise<string | undefined> {
  if (platform !== 'linux') {
    return (await listProcesses(platform)).find((entry) => entry.pid === pid)?.command;
  }
  try {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim() || undefined;
  } catch (error) {
    // Ended meanwhile, or hidden from us and then not ours.
    if (hasCode(error, 'ENOENT', 'ESRCH', 'EACCES', 'EPERM')) return undefined;
    throw error;
  }
}

/** The lines of `ps -o pid=,command=`. */
export function parseProcessList(text: string): RunningProcess[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(.+?)\s*$/.exec(line);
    return match?.[1] !== undefined && match[2] !== undefined ? [{ pid: Number(match[1]), command: match[2] }] : [];
  });
}
