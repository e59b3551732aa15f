export interface Waker {
  /** Ends a sleep at once; a wake while awake shortens the next sleep to nothing. */
  readonly wake: () => void;
  /** Sleeps until woken: 20 ms after work was found, then twice as long each time up to a second, and never beyond `limitMs`. */
  sleep(foundWork: boolean, limitMs: number): Promise<void>;
  /** Sleeps after a failure; waking does not shorten it. */
  pause(): Promise<void>;
}

/** A row that another process has committed waits for so long while there is work … */
const MIN_MS = 20;
/** … and for so long when there was none: an idle relay asks the database once a second. */
const MAX_MS = 1_000;
const FAILURE_MS = 200;

/** An adaptive poll that a commit in the same process can cut short. */
export function createWaker(): Waker {
  let pending = false;
  let current = MIN_MS;
  let resolve: (() => void) | undefined;

  return {
    wake() {
      pending = true;
      resolve?.();
    },
    async sleep(foundWork, limitMs) {
      current = foundWork ? MIN_MS : Math.min(current * 2, MAX_MS);
      if (!pending) {
        await new Promise<void>((done) => {
          const timer = setTimeout(done, Math.max(0, Math.min(current, limitMs)));
          resolve = () => {
            clearTimeout(timer);
            done();
          };
        });
      }
      resolve = undefined;
      pending = false;
    },
    pause: () => new Promise((done) => setTimeout(done, FAILURE_MS)),
  };
}
