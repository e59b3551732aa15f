import type { TakeSupergraph } from './supergraph-source.ts';
import type { SupergraphStatus } from './supergraph-status.ts';

/** A supergraph that somebody wants to be served. */
export interface Offered {
  readonly sdl: string;
  /** What people call it, as in `version 12`. */
  readonly name: string;
}

export interface HandOver<Kind extends Offered> {
  /** Takes the place of one that waits. */
  offer(next: Kind): void;
  follow(take: TakeSupergraph): void;
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** Hands supergraphs over one after another, and of those that came meanwhile the newest alone. */
export function createHandOver<Kind extends Offered>(
  status: SupergraphStatus,
  onServed: (served: Kind) => void = () => undefined,
): HandOver<Kind> {
  let take: TakeSupergraph | undefined;
  let newest: Kind | undefined;
  let turn: Promise<void> = Promise.resolve();

  async function handOver(): Promise<void> {
    const offered = newest;
    if (take === undefined || offered === undefined) return;
    newest = undefined;
    const start = performance.now();
    try {
      await take(offered.sdl);
    } catch (error) {
      status.refused(offered.name, error);
      return;
    }
    status.served(offered.name, (performance.now() - start) / 1_000);
    onServed(offered);
  }

  return {
    offer(next) {
      newest = next;
      turn = turn.then(handOver);
    },
    follow(next) {
      take = next;
      turn = turn.then(handOver);
    },
    settled: () => turn,
    async stop() {
      take = undefined;
      await turn;
    },
  };
}
