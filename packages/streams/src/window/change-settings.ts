import { closeAllWindows, type WindowResult, type WindowSpan, type WindowState, windowStart } from './window-state.ts';

/**
 * Goes over from windows of one size and grace to others. The old ones are closed as they are, and stream time moves so
 * far that every window of the new size begins after them: otherwise a longer grace would open a window again that was
 * closed, or a result of another size would have the id of one that has been given, and would be taken for a repeat.
 */
export function changeSettings<A>(
  state: WindowState<A>,
  before: WindowSpan,
  after: WindowSpan,
): { readonly state: WindowState<A>; readonly results: readonly WindowResult<A>[] } {
  const unchanged = before.sizeMs === after.sizeMs && before.graceMs === after.graceMs;
  if (unchanged || state.streamTime === null) return { state, results: [] };
  const lastEnd = windowStart(state.streamTime, before.sizeMs) + before.sizeMs;
  return {
    state: { ...state, streamTime: lastEnd + after.sizeMs + after.graceMs - 1, open: new Map() },
    results: closeAllWindows(state, before),
  };
}
