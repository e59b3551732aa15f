import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

export type RunningProcess = { readonly pid: number; readonly command: string };

const run = promisify(execFile);
const goneCodes = new Set(['ENOENT', 'ESRCH', 'EACCES', 'EPERM']);

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
    const output = await run('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).catch((error: { code?: unknown }) => {
      if (error.code === 1) return undefined; // ps found no such process
      throw error;
    });
    return output?.stdout.trim() || undefined;
  }
  const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== undefined && goneCodes.has(error.code)) return undefined;
    throw error;
  });
  return text?.replaceAll('\0', ' ').trim() || undefined;
}

/** The lines of `ps -o pid=,command=`. */
export function parseProcessList(text: string): RunningProcess[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(.+?)\s*$/.exec(line);
    return match?.[1] !== undefined && match[2] !== undefined ? [{ pid: Number(match[1]), command: match[2] }] : [];
  });
}
