import { setTimeout as pause } from 'node:timers/promises';
import { TimeoutError } from './timeout-error.ts';

/**
 * Repeats an assertion until it holds and gives its value; after `timeoutMs` (default 20 s, which a busy computer may need) it throws a `TimeoutError`
 * whose cause is the last failure. What must hold at every moment is asserted outside: a failure here means "too late".
 */
export async function eventually<T>(
  assertion: () => Promise<T> | T,
  options: { readonly timeoutMs?: number; readonly everyMs?: number } = {},
): Promise<T> {
  const { timeoutMs = 20_000, everyMs = 20 } = options;
  const until = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await assertion();
    } catch (cause) {
      if (performance.now() >= until) {
        const failure = cause instanceof Error ? cause.message : String(cause);
        throw new TimeoutError(`Still so after ${timeoutMs / 1000} s: ${failure}`, { cause });
      }
    }
    await pause(everyMs);
  }
}
