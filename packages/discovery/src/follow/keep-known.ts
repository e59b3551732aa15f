import type { ServiceInstance } from '../instance.ts';

export interface Known {
  /** In the order of their ids, however they are found: what is said of them does not change unless they do. */
  readonly instances: readonly ServiceInstance[];
  /** The lookup has found somebody since the start. */
  readonly hasFound: boolean;
  /** Until then, in milliseconds, an answer adds instances and takes none away. */
  readonly doubtUntil: number;
}

/** What is known before anything was found: the addresses that are given beside the lookup. */
export function knownAtStart(fixed: readonly ServiceInstance[]): Known {
  return { instances: fixed, hasFound: false, doubtUntil: 0 };
}

/**
 * What is known after an answer, or after a failure (`undefined`). A lookup that has failed, or that finds nobody any more, has
 * lost its memory rather than all instances at once: the last ones stay. For `doubtMs` afterwards it may not have heard of all
 * of them again, so none is taken away.
 */
export function nextKnown(
  known: Known,
  found: readonly ServiceInstance[] | undefined,
  { at, doubtMs }: { readonly at: number; readonly doubtMs: number },
): Known {
  if (found === undefined || found.length === 0) return known.hasFound ? { ...known, doubtUntil: at + doubtMs } : known;
  const ids = new Set(found.map(({ id }) => id));
  const isDoubtful = known.hasFound && at < known.doubtUntil;
  const kept = isDoubtful ? known.instances.filter(({ id }) => !ids.has(id)) : [];
  const instances = [...found, ...kept].sort((one, other) => (one.id < other.id ? -1 : 1));
  return { instances, hasFound: true, doubtUntil: known.doubtUntil };
}

export interface Change {
  readonly came: readonly ServiceInstance[];
  readonly gone: readonly ServiceInstance[];
}

/** Who came and who went. A process in the place of another is both. */
export function changeBetween(before: readonly ServiceInstance[], after: readonly ServiceInstance[]): Change {
  const isIn = (list: readonly ServiceInstance[], { id, run }: ServiceInstance) =>
    list.some((other) => other.id === id && other.run === run);
  return {
    came: after.filter((one) => !isIn(before, one)),
    gone: before.filter((one) => !isIn(after, one)),
  };
}
