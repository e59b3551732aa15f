import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Environment } from '../stack-types.ts';

const run = promisify(execFile);

/** Whether a Docker engine answers in time and has Compose; a client alone says no at once. */
export async function dockerAnswers(env: Environment, timeout = 3_000): Promise<boolean> {
  const succeeds = (args: string[]) =>
    run('docker', args, { env: { ...env }, timeout, killSignal: 'SIGKILL' }).then(
      () => true,
      () => false,
    );
  return (await succeeds(['info', '--format', '{{.ServerVersion}}'])) && (await succeeds(['compose', 'version']));
}
