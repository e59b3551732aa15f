import type { UseCounter } from '../record-use/count-use.ts';

/** Takes a new supergraph; rejects one that cannot be served. */
export type TakeSupergraph = (supergraphSdl: string) => Promise<void>;

/** Where the supergraph comes from. */
export interface SupergraphSource {
  /** What people call it: its path, the graph at Uplink, the registry. */
  readonly name: string;
  /** The one to begin with. */
  readonly sdl: string;
  /** Texts of operations that clients ask for, most first, where that is known. */
  readonly firstTexts?: readonly string[];
  /** Counts what clients ask, where somebody wants to know. */
  readonly use?: UseCounter;
  /**
   * Hands over every later one, one after another. One that is refused is told in log, metrics and readiness, and the last
   * one stays.
   */
  follow(take: TakeSupergraph): void;
  /** Resolves when what is to be served by now was taken or refused. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}
