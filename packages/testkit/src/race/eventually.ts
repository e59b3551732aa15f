import { setTimeout as pause } from 'node:timers/promises';

/**
 * Repeats an assertion until it holds and gives its value; after `timeoutMs` (default 10 s) its last failure is thrown.
 */
export async function eventually<T>(
  assertion: () => Promise<T> | T,
  options: { readonly timeoutMs?: number; readonly everyMs?: number } = {},
): Promise<T> {
  const { timeoutMs = 10_000, everyMs = 20 } = options;
  const until = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (performance.now() >= until) throw error;
    }
    await pause(everyMs);
  }
}
