import { readFile } from 'node:fs/promises';
import { hasCode } from './has-code.ts';

/** The text of a file; undefined when there is none, or when it vanished with the process it belongs to (/proc). */
export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ESRCH')) return undefined;
    throw error;
  }
}
