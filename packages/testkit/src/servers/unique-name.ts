let made = 0;

/**
 * A name that no other test file has: `test_<pid>_<time>_<count>`. The process id lets a later run recognise what a
 * crashed one left behind.
 */
export function uniqueName(separator: '_' | '-' = '_'): string {
  made++;
  return ['test', process.pid, process.hrtime.bigint().toString(36), made].join(separator);
}

/** Whether `name` was made by a process of this computer that is gone. */
export function isLeftover(name: string): boolean {
  const match = /^test[_-](\d+)[_-]/.exec(name);
  return match !== null && !isRunning(Number(match[1]));
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, but belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
