import type { Compared, Verdict, WeighedChange } from '@rushgraph/schema-registry';
import { EXIT } from './schema-tools.ts';

/** So many operations of a change are named. */
const MOST_NAMED = 10;
const count = new Intl.NumberFormat('en-US');

/** A verdict in words, and the exit code that says the same. */
export function describeVerdict(verdict: Verdict, days: number): { exitCode: number; lines: readonly string[] } {
  switch (verdict.outcome) {
    case 'unchanged':
      return { exitCode: EXIT.well, lines: ['This is what is published.'] };
    case 'not-empty':
      return { exitCode: EXIT.well, lines: ['Something is published already: nothing was changed.'] };
    case 'does-not-compose':
      return { exitCode: EXIT.doesNotCompose, lines: ['It does not compose:', ...verdict.problems.map(indented)] };
    case 'compatible':
      return {
        exitCode: EXIT.well,
        lines: ['It composes, and breaks no operation that is used.', ...describeCompared(verdict, days)],
      };
    case 'breaks-clients':
      return {
        exitCode: EXIT.breaksClients,
        lines: ['It composes, and breaks clients:', ...describeCompared(verdict, days)],
      };
    case 'use-unknown':
      return {
        exitCode: EXIT.breaksClients,
        lines: [
          `It composes, and may break clients: no gateway has recorded any use ${silence(verdict, days)}.`,
          ...describeCompared(verdict, days),
        ],
      };
  }
}

function silence({ recorded }: Compared, days: number): string {
  return recorded === undefined ? `in the last ${inDays(days)}` : `since ${hourOf(recorded.until)}`;
}

/** The changes, and of those that may break somebody, how far use is known. */
function describeCompared({ changes, recorded }: Compared, days: number): readonly string[] {
  const lines = describeChanges(changes, days);
  if (recorded === undefined || !changes.some(({ isBreaking }) => isBreaking)) return lines;
  return [...lines, `Use was recorded from ${hourOf(recorded.from)} to ${hourOf(recorded.until)}.`];
}

function describeChanges(changes: readonly WeighedChange[], days: number): readonly string[] {
  const byWeight = [...changes].sort((left, right) => weightOf(right) - weightOf(left));
  return byWeight.flatMap((change) => {
    const { isBreaking, uses, words, operations } = change;
    if (!isBreaking) return [indented(words)];
    if (uses === 0) return [indented(`${words}: not used in the last ${inDays(days)}`)];
    const named = operations.slice(0, MOST_NAMED).map(({ hash, name, clients }) => {
      const total = clients.reduce((sum, client) => sum + client.uses, 0);
      return `    ${name ?? 'an operation without a name'} (${hash.slice(0, 12)}), ${times(total)}`;
    });
    const more = operations.length - named.length;
    return [
      indented(`${words}: ${describeUse(change, days)}`),
      ...named,
      ...(more > 0 ? [`    and ${more} more`] : []),
    ];
  });
}

/** `used 1,204 times in the last 7 days by web`. */
function describeUse({ uses, clients }: WeighedChange, days: number): string {
  const total = `used ${times(uses)} in the last ${inDays(days)}`;
  if (clients.length === 1) return `${total} by ${clients[0]?.client}`;
  return `${total}: ${clients.map((client) => `${times(client.uses)} by ${client.client}`).join(', ')}`;
}

function weightOf({ isBreaking, uses }: WeighedChange): number {
  return isBreaking ? uses + 1 : 0;
}

/** `2026-05-08 12:00 UTC`, the beginning of an hour. */
const hourOf = (hour: Date) => `${hour.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
const indented = (line: string) => `  ${line}`;
const times = (uses: number) => (uses === 1 ? 'once' : `${count.format(uses)} times`);
const inDays = (days: number) => (days === 1 ? 'day' : `${days} days`);
