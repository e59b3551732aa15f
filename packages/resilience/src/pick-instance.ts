/** One running copy of a remote dependency. */
export interface Instance {
  /** Tells it from the others, in metrics and logs, too. */
  readonly id: string;
}

/** Chooses an instance to call, or none when all that it knows are excluded. */
export interface PickInstance<Some extends Instance> {
  /**
   * @param exclude ids of the instances that must not be chosen: they have just failed, or refuse calls
   * @param callsUnderWay how many calls an instance is busy with; endless for one that takes none at the moment
   */
  pick(exclude: ReadonlySet<string>, callsUnderWay: (id: string) => number): Some | undefined;
}

/** Picks the least busy of fixed instances; equally busy ones take turns. */
export function pickFrom<Some extends Instance>(instances: readonly Some[]): PickInstance<Some> {
  let turn = 0;
  return {
    pick(exclude, callsUnderWay) {
      let least: Some | undefined;
      let fewest = Number.POSITIVE_INFINITY;
      for (let n = 0; n < instances.length; n++) {
        const instance = instances[(turn + n) % instances.length];
        if (instance === undefined || exclude.has(instance.id)) continue;
        const calls = callsUnderWay(instance.id);
        if (least !== undefined && calls >= fewest) continue;
        least = instance;
        fewest = calls;
      }
      turn = (turn + 1) % Math.max(1, instances.length);
      return least;
    },
  };
}
