/**
 * Calls `onBeat` every `everyMs` milliseconds, each time after what has arrived by then was taken: when this process has stood
 * still, it is not the others who were silent. Returns what stops it.
 */
export function everyBeat(everyMs: number, onBeat: () => void): () => void {
  let soon: NodeJS.Immediate | undefined;
  // Timers come before the sockets in a turn of the event loop, immediates after them.
  const beats = setInterval(() => {
    soon = setImmediate(onBeat);
  }, everyMs);
  return () => {
    clearInterval(beats);
    clearImmediate(soon);
  };
}
