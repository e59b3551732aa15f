import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode } from '../has-code.ts';
import { commandLine } from './list-processes.ts';

/**
 * Asks a process to end and insists after `patienceMs`. The command line is read before each signal, so a pid that
 * went to somebody else meanwhile is never touched.
 */
export async function stopProcess(pid: number, marker: string, patienceMs = 20_000): Promise<void> {
  if (!(await isOurs(pid, marker))) return;
  signal(pid, 'SIGTERM');
  if (await endsWithin(pid, marker, patienceMs)) return;
  if (await isOurs(pid, marker)) signal(pid, 'SIGKILL');
  if (!(await endsWithin(pid, marker, 5_000))) throw new Error(`Process ${pid} did not end after SIGKILL`);
}

async function isOurs(pid: number, marker: string): Promise<boolean> {
  return (await commandLine(pid))?.includes(marker) ?? false;
}

async function endsWithin(pid: number, marker: string, milliseconds: number): Promise<boolean> {
  for (let waited = 0; waited < milliseconds; waited += 25) {
    if (!(await isOurs(pid, marker))) return true;
    await sleep(25);
  }
  return false;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}
