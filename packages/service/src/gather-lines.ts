import { pino } from 'pino';

export interface LineTarget {
  write(lines: string): unknown;
  flushSync(): void;
  end(): void;
  once(event: 'close', told: () => void): unknown;
}

export interface GatheredLines extends LineTarget {
  /** Told by the logger before each line. */
  lastLevel: number;
}

/** As long as nobody who watches a log notices. */
const WAIT_MS = 20;
const MOST_CHARACTERS = 16_384;
const WARN = pino.levels.values.warn ?? 0;

/**
 * Hands on the lines of a moment together: each write wakes whoever reads them, and costs more than a line. Those of a
 * warning or worse, and what came before them, are handed on at once; a process that is killed, or stands still for good, loses the others.
 */
export function gatherLines(target: LineTarget): GatheredLines {
  let gathered = '';
  let timer: NodeJS.Timeout | undefined;
  let isEnded = false;

  function handOn(): void {
    clearTimeout(timer);
    timer = undefined;
    const lines = gathered;
    gathered = '';
    if (lines !== '') target.write(lines);
  }

  const lines = {
    [pino.symbols.needsMetadataGsym]: true,
    lastLevel: 0,
    write(line: string) {
      gathered += line;
      if (isEnded || lines.lastLevel >= WARN || gathered.length >= MOST_CHARACTERS) handOn();
      else timer ??= setTimeout(handOn, WAIT_MS);
    },
    /** For a process that ends at once. */
    flushSync() {
      if (isEnded) return;
      handOn();
      target.flushSync();
    },
    end() {
      handOn();
      isEnded = true;
      target.end();
    },
    once: (event: 'close', told: () => void) => target.once(event, told),
  };
  return lines;
}
