import { listProcesses, stopProcess } from '@rushgraph/stack/process';
import { isRunning } from './unique-name.ts';

const ARGUMENT = '--started-by-test=';
const PATIENCE_MS = 2_000;

/** The argument that names the test process behind a service. Services do not read it. */
export function startedBy(pid: number): string {
  return `${ARGUMENT}${pid}`;
}

/** Ends services whose test process was killed before it could end them itself. */
export async function stopLeftProcesses(): Promise<void> {
  const running = await listProcesses();
  await Promise.all(
    running.map(async ({ pid, command }) => {
      const starter = new RegExp(`${ARGUMENT}(\\d+)$`).exec(command)?.[1];
      if (starter === undefined || isRunning(Number(starter))) return;
      await stopProcess(pid, startedBy(Number(starter)), PATIENCE_MS);
    }),
  );
}
