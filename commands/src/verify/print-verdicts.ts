import type { Verdict } from './verdict/verdict.ts';

/** The verdicts as aligned lines for a terminal, each broken one with what to do about it, and a last line that sums up. */
export function printVerdicts(verdicts: readonly Verdict[]): string {
  const store = widest(verdicts.map((verdict) => verdict.store));
  const invariant = widest(verdicts.map((verdict) => verdict.invariant));
  const lines = verdicts.flatMap((verdict) => {
    const mark = verdict.state === 'kept' ? '✓' : '✗';
    const line = `${mark} ${verdict.store.padEnd(store)}  ${verdict.invariant.padEnd(invariant)}  ${verdict.figures}`;
    return verdict.state === 'kept' ? [line] : [line, `  ${' '.repeat(store)}  → ${verdict.remedy}`];
  });
  return [...lines, '', summary(verdicts)].join('\n');
}

function summary(verdicts: readonly Verdict[]): string {
  const broken = verdicts.filter(({ state }) => state === 'broken').length;
  if (broken === 0) return `All ${verdicts.length} invariants hold.`;
  return `${broken} of ${verdicts.length} invariants ${broken === 1 ? 'is' : 'are'} broken.`;
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => text.length));
}
