const MOST = 60_000;

export interface KeptLog {
  add(text: string): void;
  text(): string;
}

/** Keeps the last 60,000 characters. */
export function keepLog(): KeptLog {
  let kept = '';
  return {
    add(text) {
      kept = `${kept}${text}`.slice(-MOST);
    },
    text: () => kept,
  };
}
