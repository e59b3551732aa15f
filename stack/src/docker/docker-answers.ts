import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Environment } from '../stack-types.ts';

const run = promisify(execFile);

/** Whether a Docker engine answers within 3 s and has Compose; a client alone has neither. */
export async function dockerAnswers(env: Environment): Promise<boolean> {
  const succeeds = (args: string[]) =>
    run('docker', args, { env: { ...env }, timeout: 3_000, killSignal: 'SIGKILL' }).then(
      () => true,
      () => false,
    );
  return (await succeeds(['info', '--format', '{{.ServerVersion}}'])) && (await succeeds(['compose', 'version']));
}
