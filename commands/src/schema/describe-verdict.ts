import type { Verdict, WeighedChange } from '@rushgraph/schema-registry';
import { EXIT } from './schema-tools.ts';

/** So many operations of a change are named. */
const MOST_NAMED = 10;
const count = new Intl.NumberFormat('en-US');

/** A verdict in words, and the exit code that says the same. */
export function describeVerdict(verdict: Verdict, days: number): { exitCode: number; lines: readonly string[] } {
  switch (verdict.outcome) {
    case 'unchanged':
      return { exitCode: EXIT.well, lines: ['This is what is published.'] };
    case 'does-not-compose':
      return { exitCode: EXIT.doesNotCompose, lines: ['It does not compose:', ...verdict.problems.map(indented)] };
    case 'compatible':
      return {
        exitCode: EXIT.well,
        lines: ['It composes, and breaks no operation that is used.', ...describeChanges(verdict.changes, days)],
      };
    case 'breaks-clients':
      return {
        exitCode: EXIT.breaksClients,
        lines: ['It composes, and breaks clients:', ...describeChanges(verdict.changes, days)],
      };
    case 'use-unknown':
      return {
        exitCode: EXIT.breaksClients,
        lines: [
          `It composes, and may break clients: no gateway has recorded any use in the last ${inDays(days)}.`,
          ...describeChanges(verdict.changes, days),
        ],
      };
  }
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

const indented = (line: string) => `  ${line}`;
const times = (uses: number) => (uses === 1 ? 'once' : `${count.format(uses)} times`);
const inDays = (days: number) => (days === 1 ? 'day' : `${days} days`);
