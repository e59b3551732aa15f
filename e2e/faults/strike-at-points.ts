import type { Chance } from '@rushgraph/testkit';

/** One fault of a run: it strikes after so many orders, once what it strikes is there and orders flow again. */
export interface Strike {
  /** Resolves when there is something to strike. */
  ready(): Promise<unknown>;
  strike(): Promise<unknown>;
}

export interface Strikes {
  /** To be awaited before each order; strikes when its time has come. Rejects once a strike has failed. */
  before(accepted: number): Promise<void>;
  /** Those that are left strike, and all have had their effect. Rejects when one has failed. */
  finish(): Promise<void>;
}

/** Most orders between the moment that all is there and the strike. */
const LATEST = 100;

/** Spreads strikes over a run at points of chance. Callers wait while what is struck next is still coming back. */
export function strikeAtPoints(chance: Chance, strikes: readonly Strike[], orders: number): Strikes {
  const left = drawPoints(chance, strikes.length, orders).map((point, index) => ({
    point,
    delay: 1 + Math.floor(chance.random() * LATEST),
    strike: strikes[index],
  }));
  const begun: Promise<void>[] = [];
  const failures: unknown[] = [];
  let reached = 0;
  let arming: Promise<void> | undefined;
  let strikeAt: number | undefined;

  return {
    async before(accepted) {
      expectNoFailure();
      reached = Math.max(reached, accepted);
      const [next] = left;
      if (next === undefined || reached < (strikeAt ?? next.point)) return;
      if (strikeAt !== undefined) {
        left.shift();
        arming = undefined;
        strikeAt = undefined;
        begin(next.strike);
        return;
      }
      arming ??= arm(next);
      await arming;
    },
    async finish() {
      for (const { strike } of left) {
        await strike?.ready();
        await strike?.strike();
      }
      await Promise.all(begun);
      expectNoFailure();
    },
  };

  /** Nobody waits for it now, so what it fails with is kept for those who come later. */
  function begin(strike: Strike | undefined): void {
    if (strike === undefined) return;
    const ended = strike.strike().then(
      () => undefined,
      (error: unknown) => {
        failures.push(error);
      },
    );
    begun.push(ended);
  }

  function expectNoFailure(): void {
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} strikes have failed`);
  }

  async function arm({ strike, delay }: (typeof left)[number]): Promise<void> {
    await strike?.ready();
    strikeAt = reached + delay;
  }
}

/** `count` different whole numbers below `limit`, ascending. */
function drawPoints({ random }: Chance, count: number, limit: number): number[] {
  const drawn = new Set<number>();
  while (drawn.size < count) drawn.add(1 + Math.floor(random() * (limit - 1)));
  return [...drawn].sort((left, right) => left - right);
}
