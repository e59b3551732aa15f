export const faultOptions = {
  testNamePattern: { type: 'string', short: 't' },
} as const;

export const testOptions = { ...faultOptions, project: { type: 'string', multiple: true } } as const;

/** What our command checks itself, and all that Vitest gets: the same, and what follows `--`, which nobody checks. */
export function vitestArguments(args: readonly string[]): {
  readonly own: readonly string[];
  readonly vitest: readonly string[];
} {
  const end = args.indexOf('--');
  if (end < 0) return { own: args, vitest: args };
  const own = args.slice(0, end);
  return { own, vitest: [...own, ...args.slice(end + 1)] };
}
