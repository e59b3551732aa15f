import type { TestProcess } from '@rushgraph/testkit';

const SERIES = /^graphql_operation_seconds_count\{[^}]*\} (?<count>\d+)$/gm;

/** How many operations an instance has answered, as its own metrics say. Throws when it is gone. */
export async function countAnswers({ operationsUrl }: TestProcess): Promise<number> {
  const response = await fetch(`${operationsUrl}/metrics`, { signal: AbortSignal.timeout(5_000) });
  const counts = [...(await response.text()).matchAll(SERIES)].map(({ groups }) => Number(groups?.count));
  return counts.reduce((total, count) => total + count, 0);
}
