import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checks } from './check/checks.ts';

const HELP = `npm run check

Types, lint, format, and whether everything generated is up to date. CI runs the same.`;

const root = fileURLToPath(new URL('../..', import.meta.url));
if (process.argv.includes('--help')) {
  console.log(HELP);
} else {
  mkdirSync(join(root, '.stack'), { recursive: true });
  for (const check of checks) {
    const startedAt = performance.now();
    const wrong = await check.run(root);
    const took = `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
    if (wrong === '') {
      console.log(`ok      ${check.name} (${took})`);
    } else {
      console.error(`FAILED  ${check.name} (${took})\n${wrong}\n→ ${check.remedy}`);
      process.exitCode = 1;
    }
  }
}
