import type { ChildProcess } from 'node:child_process';

const running = new Set<ChildProcess>();
let isPrepared = false;

/** Has a process end with this one at the latest, also when somebody ends a benchmark early (SIGINT, SIGTERM). */
export function endWithUs<Child extends ChildProcess>(child: Child): Child {
  if (!isPrepared) prepare();
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

function prepare(): void {
  isPrepared = true;
  process.once('exit', () => {
    for (const child of running) child.kill('SIGKILL');
  });
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
}
