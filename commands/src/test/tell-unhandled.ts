import { writeFileSync } from 'node:fs';
import type { SerializedError } from 'vitest';
import type { Reporter } from 'vitest/node';

/** The environment variable that names the file. */
export const UNHANDLED_FILE = 'RUSHGRAPH_UNHANDLED_ERRORS';

/** A reporter of Vitest: its JSON report is silent about errors that nobody has handled, so they are written to a file of their own. */
class TellUnhandled implements Reporter {
  onTestRunEnd(_modules: readonly unknown[], errors: readonly SerializedError[]): void {
    const file = process.env[UNHANDLED_FILE];
    if (file !== undefined) writeFileSync(file, JSON.stringify(errors.map(describe)));
  }
}

/** `Unhandled Rejection beside "a test": Error: lost`, and its stack. */
function describe({ type, VITEST_TEST_NAME, name, message, stack }: SerializedError): string {
  const kind = typeof type === 'string' ? type : 'Unhandled error';
  const beside = typeof VITEST_TEST_NAME === 'string' ? ` beside "${VITEST_TEST_NAME}"` : '';
  return `${kind}${beside}: ${stack ?? `${name ?? 'Error'}: ${message}`}`;
}

// biome-ignore lint/style/noDefaultExport: Vitest finds a reporter by it.
export default TellUnhandled;
