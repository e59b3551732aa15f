/** A rest that may be cut short; one at a time. */
export interface Pause {
  /** Resolves after so many milliseconds, or when it is ended. */
  take(milliseconds: number): Promise<void>;
  /** Ends the rest that is being taken, if there is one. The next is a whole one. */
  end(): void;
}

export function createPause(): Pause {
  let end: (() => void) | undefined;
  return {
    take: (milliseconds) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        end = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    end: () => end?.(),
  };
}
