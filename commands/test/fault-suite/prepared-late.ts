import { beforeAll, test } from 'vitest';
import { isFirstTime } from './first-time.ts';

/** A file whose preparation hangs once. */
beforeAll(async () => {
  if (isFirstTime('prepared')) await new Promise<void>(() => undefined);
});

test('was prepared', () => undefined);

test.skip('is left out, too', () => undefined);
