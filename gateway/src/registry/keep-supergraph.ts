import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';

const kept = z.object({ version: z.number().int().positive(), sdl: z.string().min(1) });

/** A supergraph of the registry, as it is kept on disk for a start without the registry. */
export type KeptSupergraph = z.infer<typeof kept>;

/** Writes it beside the last one and then in its place: a crash in between leaves the last one whole. */
export async function keepSupergraph(path: string, supergraph: KeptSupergraph): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await removeLeftDrafts(path);
  const draft = `${path}.${process.pid}`;
  try {
    await writeWhole(draft, JSON.stringify(supergraph));
    await rename(draft, path);
  } catch (error) {
    // On a full disk half of it is of no use to anybody.
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
}

async function writeWhole(path: string, text: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Those of processes that were killed while they wrote. */
async function removeLeftDrafts(path: string): Promise<void> {
  const [folder, beginning] = [dirname(path), `${basename(path)}.`];
  for (const name of await readdir(folder)) {
    const pid = Number(name.slice(beginning.length));
    if (name.startsWith(beginning) && Number.isInteger(pid) && !isRunning(pid))
      await rm(join(folder, name), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It runs, and is somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** What was kept; undefined when nothing was. Throws for a file that is something else. */
export async function readKept(path: string): Promise<KeptSupergraph | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const read = kept.safeParse(parseJson(text));
  if (!read.success) throw new Error(`${path} holds no supergraph; delete it, or restore it`);
  return read.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
