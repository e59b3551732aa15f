import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultRow, TimeoutError } from '@rushgraph/testkit/fault-row';
import { describe, expect, test } from 'vitest';
import { folder, isFirstTime } from './first-time.ts';

/** Rows that end in each possible way. */
describe('rows', () => {
  faultRow('is right (in time)', async () => undefined);

  faultRow('is late once', async ({ seed }) => {
    const first = isFirstTime('late');
    if (first) writeFileSync(join(folder, 'seed'), String(seed));
    if (first) throw new Error('not ready', { cause: new TimeoutError('still so') });
  });

  faultRow('is late for ever', async () => await new Promise<void>(() => undefined), { limitMs: 20 });

  faultRow('is wrong once', async () => {
    expect(isFirstTime('wrong')).toBe(false);
  });

  test.skip('is left out', () => undefined);
});
