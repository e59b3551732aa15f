import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { readIfThere } from '../read-if-there.ts';

const run = promisify(execFile);

/** When a process began, as an opaque text that no other process of the same pid has; undefined when none runs. */
export async function processStart(
  pid: number,
  platform: NodeJS.Platform = process.platform,
): Promise<string | undefined> {
  if (pid <= 0) return undefined;
  if (platform !== 'linux') {
    const output = await run('ps', ['-o', 'lstart=', '-p', String(pid)], {
      env: { ...process.env, LC_ALL: 'C' },
    }).catch((error: { code?: unknown }) => {
      if (error.code === 1) return undefined; // ps found no such process
      throw error;
    });
    return output?.stdout.trim() || undefined;
  }
  const [stat, boot] = await Promise.all([
    readIfThere(`/proc/${pid}/stat`),
    readIfThere('/proc/sys/kernel/random/boot_id'),
  ]);
  const ticks = stat === undefined ? undefined : startTicks(stat);
  return ticks === undefined ? undefined : `${boot?.trim() ?? ''}:${ticks}`;
}

/** Field 22 of /proc/<pid>/stat. The second field, the name, may hold blanks and brackets: count from its end. */
export function startTicks(stat: string): string | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? undefined : fields[19];
}
