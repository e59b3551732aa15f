import { writeFileSync } from 'node:fs';
import { test } from 'vitest';

test('runs until somebody ends Vitest', { timeout: 0 }, async () => {
  // Vitest itself and the worker that this is.
  writeFileSync(process.env.PIDS_FILE ?? '', JSON.stringify([process.ppid, process.pid]));
  await new Promise(() => setInterval(() => undefined, 60_000));
});
