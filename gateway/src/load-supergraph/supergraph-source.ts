import { readFileSync } from 'node:fs';

/** Takes a new supergraph; rejects one that cannot be served. */
export type TakeSupergraph = (supergraphSdl: string) => Promise<void>;

/** Where the supergraph comes from. */
export interface SupergraphSource {
  /** What people call it: its path, or the graph at Uplink. */
  readonly name: string;
  /** The one to begin with. */
  readonly sdl: string;
  /** Hands over every later one, one after another. One that is refused is logged, and the last one stays. */
  follow(take: TakeSupergraph): void;
  stop(): Promise<void>;
}

/** A file, which is read once. Throws when it cannot be read. */
export function supergraphFile(path: string): SupergraphSource {
  return { name: path, sdl: readFileSync(path, 'utf8'), follow: () => undefined, stop: async () => undefined };
}
