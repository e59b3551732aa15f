import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { checks } from './checks.ts';

/** Runs every check, says how each ended, and answers how many have failed. */
export async function runChecks(root: string): Promise<number> {
  mkdirSync(join(root, '.stack'), { recursive: true });
  let failed = 0;
  for (const check of checks) {
    const startedAt = performance.now();
    const wrong = await check.run(root);
    const took = `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
    if (wrong === '') {
      console.log(`ok      ${check.name} (${took})`);
    } else {
      console.error(`FAILED  ${check.name} (${took})\n${wrong}\n→ ${check.remedy}`);
      failed++;
    }
  }
  return failed;
}
