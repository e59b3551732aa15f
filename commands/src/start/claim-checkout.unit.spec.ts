import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { claimCheckout } from './claim-checkout.ts';

it('refuses a second start with the process id of the first, until that has ended', async () => {
  const root = await mkdtemp(join(tmpdir(), 'checkout-'));
  try {
    const giveBack = await claimCheckout(root);
    await expect(claimCheckout(root)).rejects.toThrow(
      `npm start is already running in this checkout (pid ${process.pid})`,
    );
    await giveBack();
    await (await claimCheckout(root))();
    expect(await readdir(join(root, '.stack'))).toEqual([]);
  } finally {
    await rm(root, { recursive: true });
  }
});
