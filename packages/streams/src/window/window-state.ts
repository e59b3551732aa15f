/** Event time in milliseconds since the epoch; windows are `[k·sizeMs, (k+1)·sizeMs)`. */
export interface WindowSettings {
  readonly sizeMs: number;
  /** A record is accepted while the end of its window is later than stream time − graceMs. */
  readonly graceMs: number;
  /** A record further ahead of the wall clock than this cannot move stream time; it goes to the side output. */
  readonly maxFutureMs: number;
  /** When nothing has moved stream time for this long, it follows the wall clock, so that the last windows close too. */
  readonly idleAfterMs: number;
}

/** What decides which windows there are and when they close. */
export type WindowSpan = Pick<WindowSettings, 'sizeMs' | 'graceMs'>;

export interface WindowInput<V> {
  readonly key: string;
  readonly value: V;
  /** Null: it counts as it arrives, in the window that stream time is in. So it is never late, nor ahead. */
  readonly timestamp: number | null;
}

export interface OpenWindow<A> {
  readonly key: string;
  readonly start: number;
  readonly aggregate: A;
  readonly count: number;
}

/** The one final result of a key and window; its id is the same whenever and wherever it is computed. */
export interface WindowResult<A> extends OpenWindow<A> {
  readonly id: string;
  readonly end: number;
}

export interface SideOutput<V> {
  readonly reason: 'LATE' | 'FUTURE';
  readonly input: WindowInput<V>;
}

/** State of one partition. Plain data: it is stored as it is, beside the consumer offset. */
export interface WindowState<A> {
  /** Largest event time accepted so far; null before the first record. */
  readonly streamTime: number | null;
  /** Wall clock when stream time last moved, for the idle advance. */
  readonly seenAt: number;
  readonly open: ReadonlyMap<string, OpenWindow<A>>;
}

export interface WindowStep<V, A> {
  readonly state: WindowState<A>;
  /** Closed by this step, in order of window and key. */
  readonly results: readonly WindowResult<A>[];
  readonly side: readonly SideOutput<V>[];
}

export interface Aggregation<V, A> {
  readonly initial: A;
  readonly add: (aggregate: A, value: V) => A;
}

/** The state before the first record. */
export function emptyWindowState<A>(now: number): WindowState<A> {
  return { streamTime: null, seenAt: now, open: new Map() };
}

/**
 * Folds a batch of one partition into its windows, with the rules of Kafka Streams (tumbling windows, suppression until
 * the window closes) and two deviations: what is late or too far ahead is handed to a side output instead of being
 * dropped, and an idle partition advances by the wall clock (see `advanceWindows`).
 */
export function foldWindows<V, A>(
  state: WindowState<A>,
  inputs: readonly WindowInput<V>[],
  now: number,
  settings: WindowSettings,
  aggregation: Aggregation<V, A>,
): WindowStep<V, A> {
  const open = new Map(state.open);
  const results: WindowResult<A>[] = [];
  const side: SideOutput<V>[] = [];
  let streamTime = state.streamTime;
  let seenAt = state.seenAt;
  for (const input of inputs) {
    if (isAhead(input, now, settings)) {
      side.push({ reason: 'FUTURE', input });
      continue;
    }
    const timestamp = input.timestamp ?? streamTime ?? now;
    const start = windowStart(timestamp, settings.sizeMs);
    if (streamTime !== null && start <= closedUpTo(streamTime, settings)) {
      side.push({ reason: 'LATE', input });
      continue;
    }
    const id = resultId(input.key, start);
    const before = open.get(id);
    open.set(id, {
      key: input.key,
      start,
      aggregate: aggregation.add(before?.aggregate ?? aggregation.initial, input.value),
      count: (before?.count ?? 0) + 1,
    });
    if (streamTime === null || timestamp > streamTime) {
      streamTime = timestamp;
      seenAt = now;
      results.push(...closeWindows(open, streamTime, settings));
    }
  }
  return { state: { streamTime, seenAt, open }, results, side };
}

/**
 * Lets the stream time of an idle partition follow the wall clock; returns the windows that this closes. A wall clock
 * that has gone back is followed from where it is now.
 */
export function advanceWindows<A>(
  state: WindowState<A>,
  now: number,
  settings: WindowSettings,
): Omit<WindowStep<never, A>, 'side'> {
  const idleFor = now - state.seenAt;
  if (idleFor < 0) return { state: { ...state, seenAt: now }, results: [] };
  if (state.streamTime === null || state.open.size === 0 || idleFor < settings.idleAfterMs)
    return { state, results: [] };
  const streamTime = state.streamTime + idleFor;
  const open = new Map(state.open);
  const results = closeWindows(open, streamTime, settings);
  return { state: { streamTime, seenAt: now, open }, results };
}

/** Closes every window, whatever stream time is. */
export function closeAllWindows<A>(state: WindowState<A>, span: WindowSpan): WindowResult<A>[] {
  return closeWindows(new Map(state.open), Number.POSITIVE_INFINITY, span);
}

/** Every window that starts at or before this is closed once stream time is there; no other is. */
export function closedUpTo(streamTime: number, { sizeMs, graceMs }: WindowSpan): number {
  return streamTime - graceMs - sizeMs;
}

/** Whether its time is too far ahead of the wall clock to be believed. */
export function isAhead({ timestamp }: Pick<WindowInput<unknown>, 'timestamp'>, now: number, settings: WindowSettings) {
  return timestamp !== null && timestamp > now + settings.maxFutureMs;
}

/** Id of the final result of a key and window. */
export function resultId(key: string, start: number): string {
  return `${key}:${start}`;
}

/** Start of the window that this time is in. */
export function windowStart(timestamp: number, sizeMs: number): number {
  return Math.floor(timestamp / sizeMs) * sizeMs;
}

function closeWindows<A>(
  open: Map<string, OpenWindow<A>>,
  streamTime: number,
  settings: WindowSpan,
): WindowResult<A>[] {
  const closed: WindowResult<A>[] = [];
  for (const [id, window] of open) {
    if (window.start > closedUpTo(streamTime, settings)) continue;
    closed.push({ ...window, id, end: window.start + settings.sizeMs });
    open.delete(id);
  }
  return closed.sort((left, right) => left.start - right.start || (left.key < right.key ? -1 : 1));
}
