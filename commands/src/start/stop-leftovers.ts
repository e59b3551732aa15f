import { listProcesses, stopProcess } from '@rushgraph/stack/process';
import { mainScript, SUPERVISED, services } from './services.ts';

/**
 * Ends services of this checkout that nobody supervises any more, because `npm start` was killed. They are known by
 * the absolute path of their script and the mark of `npm start`, so nothing else is ever touched.
 */
export async function stopLeftovers(root: string, say: (line: string) => void): Promise<void> {
  const running = await listProcesses();
  await Promise.all(
    services.flatMap((service) => {
      const script = `${mainScript(root, service)} ${SUPERVISED}`;
      return running
        .filter(({ command }) => command.includes(script))
        .map(async ({ pid }) => {
          say(`${service.name} is left over from a start that was killed; ending it.`);
          await stopProcess(pid, script);
        });
    }),
  );
}
