import { othersFirst } from '@rushgraph/concurrency';

const EVERY_MS = 100;
/** A busy process is late by less. */
const STANDSTILL_MS = 1_000;
/** So long it finds in its sockets what came meanwhile. */
const AFTERMATH_MS = 1_000;

/** Tells whether the process has stood still – frozen, moved to another computer, out of memory – and goes on since a moment ago. */
export interface Standstill {
  isJustOver(): boolean;
  stop(): void;
}

export function noticeStandstill(now: () => number = () => performance.now()): Standstill {
  let last = now();
  let until = Number.NEGATIVE_INFINITY;

  function look(): void {
    const at = now();
    if (at - last > STANDSTILL_MS) until = at + AFTERMATH_MS;
    last = at;
  }

  const looking = setInterval(look, EVERY_MS).unref();
  return {
    isJustOver() {
      // What is found in sockets runs before timers do.
      look();
      return last < until;
    },
    stop: () => clearInterval(looking),
  };
}

/** Turns of the event loop after which a connection that was closed meanwhile is known to be. */
const TURNS = 4;

export async function untilClosingsAreKnown(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await othersFirst();
}
