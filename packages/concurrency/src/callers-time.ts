import { AsyncLocalStorage } from 'node:async_hooks';

/** How long somebody waits for what is being done. */
export interface CallersTime {
  /** Milliseconds; nothing or less when their time is over, or when they have left. */
  leftMs(): number;
}

/** Nobody waits for this any more, so it is not begun. */
export class CallerGone extends Error {
  override readonly name = 'CallerGone';
  constructor() {
    super('Nobody waits for the answer any more');
  }
}

const times = new AsyncLocalStorage<CallersTime | undefined>();

/** Does work for a caller: all that it begins, however deep, knows how long they wait. */
export function forCaller<T>(time: CallersTime, work: () => T): T {
  return times.run(time, work);
}

/** Does work that is for several callers, or for none: whoever happened to start it does not bound it. */
export function forNobody<T>(work: () => T): T {
  return times.run(undefined, work);
}

/** The time of whoever this is done for; undefined when it is for nobody, or nobody has said. */
export function callersTime(): CallersTime | undefined {
  return times.getStore();
}

/** How long the caller waits for what is being done now; undefined when it is for nobody, or nobody has said. */
export function callersTimeLeftMs(): number | undefined {
  return times.getStore()?.leftMs();
}

/** Throws CallerGone once nobody waits: to be called before something is begun. */
export function refuseIfGone(): void {
  const left = callersTimeLeftMs();
  if (left !== undefined && left <= 0) throw new CallerGone();
}
