import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

const kept = z.object({ version: z.number().int().positive(), sdl: z.string().min(1) });

/** A supergraph of the registry, as it is kept on disk for a start without the registry. */
export type KeptSupergraph = z.infer<typeof kept>;

/** Writes it beside the last one and then in its place: a crash in between leaves the last one whole. */
export async function keepSupergraph(path: string, supergraph: KeptSupergraph): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  const file = await open(draft, 'w');
  try {
    await file.writeFile(JSON.stringify(supergraph));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
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
