import { isDeepStrictEqual } from 'node:util';
import { type BenchOperation, operations } from './operations.ts';
import type { Contestant } from './start-contestants.ts';

/** Throws when a contestant answers something else than the first one: what is fast and wrong is not measured. */
export async function compareAnswers(contestants: readonly Contestant[], token: string): Promise<void> {
  const [first, ...others] = contestants;
  if (first === undefined) return;
  for (const operation of operations) {
    const expected = await dataOf(first, operation, token);
    for (const other of others) {
      const data = await dataOf(other, operation, token);
      if (!isDeepStrictEqual(data, expected))
        throw new Error(
          `${other.name} answers ${operation.name} with ${brief(data)}, ${first.name} with ${brief(expected)}`,
        );
    }
  }
}

async function dataOf({ url, name }: Contestant, { query, variables, ...operation }: BenchOperation, token: string) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables: variables(0) }),
  });
  const text = await response.text();
  const { data, errors } = JSON.parse(text);
  if (errors !== undefined || data == null)
    throw new Error(`${name} does not answer ${operation.name}: ${text.slice(0, 300)}`);
  return data;
}

function brief(data: unknown): string {
  return JSON.stringify(data).slice(0, 300);
}
