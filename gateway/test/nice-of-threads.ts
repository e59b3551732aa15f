import { readdirSync, readFileSync } from 'node:fs';

/** How willing each thread of this process is to wait for others, on Linux: the nineteenth field. */
export function niceOfThreads(): readonly number[] {
  const stats = readdirSync('/proc/self/task').flatMap((thread) => {
    try {
      return [readFileSync(`/proc/self/task/${thread}/stat`, 'utf8')];
    } catch {
      // It has ended meanwhile.
      return [];
    }
  });
  return stats.map((stat) => Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]));
}
