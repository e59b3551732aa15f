export interface Counts {
  /**
   * Counts one more of this owner, who may have so many; the result counts it back. Otherwise says which bound it would pass:
   * its owner's own, or that of all together.
   */
  take(owner: string, mostOfOwner: number): (() => void) | 'of one' | 'of all';
}

/** Counts what owners have of something, at most so much in all. */
export function countByOwner(most: number): Counts {
  const counts = new Map<string, number>();
  let all = 0;
  return {
    take(owner, mostOfOwner) {
      const own = counts.get(owner) ?? 0;
      if (own >= mostOfOwner) return 'of one';
      if (all >= most) return 'of all';
      all += 1;
      counts.set(owner, own + 1);
      let isTaken = true;
      return () => {
        if (!isTaken) return;
        isTaken = false;
        all -= 1;
        const left = (counts.get(owner) ?? 1) - 1;
        if (left === 0) counts.delete(owner);
        else counts.set(owner, left);
      };
    },
  };
}
