import { stat } from 'node:fs/promises';
import { hasCode } from './has-code.ts';

/** Whether a file or directory of this name exists. */
export async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}
