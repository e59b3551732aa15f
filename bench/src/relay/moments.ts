import type { NewEvent, Producer } from '@rushgraph/messaging';

/** When events, by key and sequence, were committed and acknowledged: milliseconds of a clock that all processes share. */
export interface Moments {
  readonly committed: readonly (readonly [event: string, at: number])[];
  readonly acknowledged: readonly (readonly [event: string, at: number])[];
}

export interface MomentsTaker {
  committed(event: NewEvent): void;
  /** A producer that notes what it got acknowledged. */
  watch(producer: Producer): Producer;
  /** Begins to take notes. */
  begin(): void;
  /** Ends it and hands them over. */
  end(): Moments;
}

/** Takes notes when it is told to: where only the rate counts they would cost a part of it. */
export function createMomentsTaker(): MomentsTaker {
  let committed: [string, number][] = [];
  let acknowledged: [string, number][] = [];
  let isTaking = false;
  const now = () => performance.timeOrigin + performance.now();

  return {
    committed({ key, sequence }) {
      if (isTaking) committed.push([`${key}/${sequence}`, now()]);
    },
    watch: (producer) => ({
      async send(records) {
        await producer.send(records);
        if (!isTaking) return;
        const at = now();
        for (const { key, headers } of records) acknowledged.push([`${key}/${headers.ce_sequence}`, at]);
      },
      stop: () => producer.stop(),
    }),
    begin() {
      committed = [];
      acknowledged = [];
      isTaking = true;
    },
    end() {
      isTaking = false;
      return { committed, acknowledged };
    },
  };
}

/** Milliseconds from commit to the first acknowledgement, of every event that was committed. Throws when one has none. */
export function latenciesOf(moments: readonly Moments[]): number[] {
  const acknowledgedAt = new Map<string, number>();
  for (const [event, at] of moments.flatMap(({ acknowledged }) => acknowledged)) {
    acknowledgedAt.set(event, Math.min(at, acknowledgedAt.get(event) ?? Number.POSITIVE_INFINITY));
  }
  return moments.flatMap(({ committed }) =>
    committed.map(([event, at]) => {
      const acknowledged = acknowledgedAt.get(event);
      if (acknowledged === undefined) throw new Error(`${event} was never acknowledged`);
      return acknowledged - at;
    }),
  );
}
