/** Event time in milliseconds since the epoch; windows are `[k·sizeMs, (k+1)·sizeMs)`. */
export interface WindowSettings {
  readonly sizeMs: number;
  /** A record is accepted while the end of its window is later than stream time − graceMs. */
  readonly graceMs: number;
  /** A record further ahead of the wall clock than this cannot move stream time; it goes to the side output. */
  readonly maxFutureMs: number;
  /** After this long without a record, stream time follows the wall clock, so that the last windows close too. */
  readonly idleAfterMs: number;
}

export interface WindowInput<V> {
  readonly key: string;
  readonly value: V;
  readonly timestamp: number;
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
  /** Wall clock at the last record, for the idle advance. */
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
  for (const input of inputs) {
    if (input.timestamp > now + settings.maxFutureMs) {
      side.push({ reason: 'FUTURE', input });
      continue;
    }
    const start = windowStart(input.timestamp, settings.sizeMs);
    if (streamTime !== null && start + settings.sizeMs <= streamTime - settings.graceMs) {
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
    if (streamTime === null || input.timestamp > streamTime) {
      streamTime = input.timestamp;
      results.push(...closeWindows(open, streamTime, settings));
    }
  }
  const seenAt = inputs.length > 0 ? now : state.seenAt;
  return { state: { streamTime, seenAt, open }, results, side };
}

/** Lets an idle partition's stream time follow the wall clock; returns the windows that this closes. */
export function advanceWindows<A>(
  state: WindowState<A>,
  now: number,
  settings: WindowSettings,
): Omit<WindowStep<never, A>, 'side'> {
  const idleFor = now - state.seenAt;
  if (state.streamTime === null || state.open.size === 0 || idleFor < settings.idleAfterMs)
    return { state, results: [] };
  const streamTime = state.streamTime + idleFor;
  const open = new Map(state.open);
  const results = closeWindows(open, streamTime, settings);
  return { state: { streamTime, seenAt: now, open }, results };
}

/** Id of the final result of a key and window. */
export function resultId(key: string, start: number): string {
  return `${key}:${start}`;
}

function windowStart(timestamp: number, sizeMs: number): number {
  return Math.floor(timestamp / sizeMs) * sizeMs;
}

function closeWindows<A>(
  open: Map<string, OpenWindow<A>>,
  streamTime: number,
  settings: WindowSettings,
): WindowResult<A>[] {
  const closed: WindowResult<A>[] = [];
  for (const [id, window] of open) {
    const end = window.start + settings.sizeMs;
    if (end > streamTime - settings.graceMs) continue;
    closed.push({ ...window, id, end });
    open.delete(id);
  }
  return closed.sort((left, right) => left.start - right.start || (left.key < right.key ? -1 : 1));
}
