import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';

const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const running = new Set<ChildProcess>();
let isPrepared = false;

/** Has a process end with this one at the latest, also when somebody ends a benchmark early by a signal. */
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
  for (const signal of ENDING) process.once(signal, () => process.exit(128 + constants.signals[signal]));
}
