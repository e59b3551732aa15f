import { createHash } from 'node:crypto';
import type { PersistedQueryOptions } from '@apollo/server';
import type { Logger } from '@rushgraph/service';

/** The hash in Redis that holds stored operations: their texts by their SHA-256 in hexadecimal. */
export const SAFELIST_KEY = 'operations:safelist';

export interface StoredOperations {
  hgetall(key: string): Promise<Record<string, string>>;
}

export interface Safelist {
  /** The text of a stored operation; undefined when it is not stored. */
  textOf(hash: string): string | undefined;
  /** Reads the list again; the last one stays while it cannot be read. */
  refresh(): Promise<void>;
}

/** The operations that may be run, as they were read last. Before the first reading nothing may. */
export function createSafelist(redis: StoredOperations, logger: Logger): Safelist {
  let stored: ReadonlyMap<string, string> = new Map();
  return {
    textOf: (hash) => stored.get(hash),
    async refresh() {
      try {
        stored = new Map(Object.entries(await redis.hgetall(SAFELIST_KEY)));
      } catch (error) {
        logger.warn(
          { err: error, operations: stored.size },
          'could not read the stored operations; the last known ones stay in force',
        );
      }
    },
  };
}

/** By which an operation is stored: of its text exactly as clients send it. */
export function operationHash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Stored operations as the engine looks for persisted queries. It cannot add to them. */
export function storedQueries({ textOf }: Safelist): NonNullable<PersistedQueryOptions['cache']> {
  return {
    get: async (key) => textOf(key.slice(key.lastIndexOf(':') + 1)),
    set: async () => undefined,
    delete: async () => false,
  };
}
