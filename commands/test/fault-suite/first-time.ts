import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the runs of one suite tell each other what has been before. */
export const folder = process.env.FAULT_ROWS_FOLDER ?? '';

export function isFirstTime(name: string): boolean {
  const file = join(folder, name);
  if (existsSync(file)) return false;
  writeFileSync(file, '');
  return true;
}
