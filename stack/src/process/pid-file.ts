import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { readIfThere } from '../read-if-there.ts';
import { commandLine } from './list-processes.ts';

const recordSchema = z.object({ pid: z.int().positive(), port: z.int().positive() });
export type PidRecord = z.infer<typeof recordSchema>;

/** The content of a pid file; undefined when it is damaged, as after a crash in the middle of writing. */
export function parsePidFile(text: string): PidRecord | undefined {
  try {
    return recordSchema.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export async function writePidFile(file: string, record: PidRecord): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}`;
  await writeFile(temporary, `${JSON.stringify(record)}\n`);
  await rename(temporary, file);
}

export async function removePidFile(file: string): Promise<void> {
  await rm(file, { force: true });
}

/**
 * The process a pid file names, if it is still the server we started: pids are reused, so its command line must
 * contain `marker`, which names this set's own data.
 */
export async function readLivePidFile(
  file: string,
  marker: string,
  commandOf: (pid: number) => Promise<string | undefined> = commandLine,
): Promise<PidRecord | undefined> {
  const text = await readIfThere(file);
  const record = text === undefined ? undefined : parsePidFile(text);
  if (record === undefined) return undefined;
  return (await commandOf(record.pid))?.includes(marker) ? record : undefined;
}
