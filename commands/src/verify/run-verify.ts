import { printVerdicts } from './print-verdicts.ts';
import { type VerifyOptions, verifyShop } from './verify-shop.ts';

/** The report on the shop, and the exit code that tells whether everything holds. */
export async function runVerify(
  options: VerifyOptions,
): Promise<{ readonly report: string; readonly exitCode: 0 | 1 }> {
  const verdicts = await verifyShop(options);
  const holds = verdicts.every(({ state }) => state === 'kept');
  return { report: printVerdicts(verdicts), exitCode: holds ? 0 : 1 };
}
