import {
  type Aggregation,
  advanceWindows,
  emptyWindowState,
  foldWindows,
  type SideOutput,
  type WindowInput,
  type WindowResult,
  type WindowSettings,
} from '../window/window-state.ts';

export interface WindowDriver<V, A> {
  /** Records in order of arrival, at the present time of the wall clock. */
  pipe(...inputs: readonly WindowInput<V>[]): void;
  /** Lets the wall clock go on, which closes what is due on an idle partition. */
  advance(milliseconds: number): void;
  /** Final results so far, in order. */
  readonly results: readonly WindowResult<A>[];
  readonly side: readonly SideOutput<V>[];
  /** Windows that are still open. */
  open(): number;
}

/** Runs a windowed aggregation of one partition with no broker: records and time are fed by hand. */
export function createWindowDriver<V, A>(
  startedAt: number,
  settings: WindowSettings,
  aggregation: Aggregation<V, A>,
): WindowDriver<V, A> {
  const results: WindowResult<A>[] = [];
  const side: SideOutput<V>[] = [];
  let now = startedAt;
  let state = emptyWindowState<A>(now);
  return {
    results,
    side,
    pipe(...inputs) {
      const step = foldWindows(state, inputs, now, settings, aggregation);
      state = step.state;
      results.push(...step.results);
      side.push(...step.side);
    },
    advance(milliseconds) {
      now += milliseconds;
      const step = advanceWindows(state, now, settings);
      state = step.state;
      results.push(...step.results);
    },
    open: () => state.open.size,
  };
}
