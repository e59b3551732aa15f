import { readFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { type Logger, type Repeated, runEvery } from '@rushgraph/service';
import { createHandOver } from './hand-over.ts';
import type { SupergraphSource } from './supergraph-source.ts';
import { createSupergraphStatus, type SupergraphStatusDeps } from './supergraph-status.ts';

export interface FileOptions extends Omit<SupergraphStatusDeps, 'source' | 'first'> {
  readonly path: string;
  /** How often it is looked whether the file has changed; 0 for never. */
  readonly watchMs: number;
  readonly logger: Logger;
}

/**
 * A file, which is read again when it has changed: by its name, since whoever replaces it, as Kubernetes does with its maps,
 * makes another file of that name. Throws when it cannot be read at first; later the last one stays.
 */
export function supergraphFromFile({ path, watchMs, ...deps }: FileOptions): SupergraphSource {
  const { logger } = deps;
  const sdl = readFileSync(path, 'utf8');
  let offered = sdl;
  let seen: string | undefined;
  let looked: string | undefined;
  const handOver = createHandOver(createSupergraphStatus({ ...deps, source: path, first: 'the file' }));

  let isAway = false;

  async function lookOrWarn(): Promise<boolean> {
    try {
      await look();
      isAway = false;
    } catch (error) {
      if (!isAway) logger.error({ err: error, path }, 'the supergraph cannot be read any more; the last one stays');
      isAway = true;
    }
    return false;
  }

  /** Who writes it may be in the middle: it is taken when it was the same twice. */
  async function look(): Promise<void> {
    const { mtimeMs, size, ino } = await stat(path);
    const look = `${mtimeMs} ${size} ${ino}`;
    if (look === seen) return;
    const text = await readFile(path, 'utf8');
    if (text !== looked) {
      looked = text;
      return;
    }
    seen = look;
    if (text === offered) return;
    offered = text;
    handOver.offer({ sdl: text, name: `the file of ${new Date(mtimeMs).toISOString()}` });
  }

  const watching: Repeated | undefined =
    watchMs === 0 ? undefined : runEvery({ name: `watching ${path}`, everyMs: watchMs, work: lookOrWarn, logger });
  return {
    name: path,
    sdl,
    follow: handOver.follow,
    settled: handOver.settled,
    async stop() {
      await watching?.stop();
      await handOver.stop();
    },
  };
}
