import type { Sql } from '@rushgraph/database';
import { samplesOf, suffixRange } from '../suffixes/suffixes.ts';

/**
 * Up to this many items are read and sorted, in some milliseconds. Above this, at least 1 in 2,000 items of a million matches, so
 * walking the index fills a page as fast.
 */
export const FEW = 500;

export type Path =
  | { readonly kind: 'NONE' }
  /** Few suffixes begin with this part of the search. */
  | { readonly kind: 'FEW'; readonly part: string }
  | { readonly kind: 'MANY' };

/** How to look for a folded text. Counts the suffixes that begin with parts of it, each no further than is of interest. */
export async function choosePath(sql: Sql, search: string): Promise<Path> {
  const parts = samplesOf(search);
  const counts = parts.map(
    (_, index) =>
      `(SELECT COUNT(*) FROM (SELECT 1 FROM item_suffix WHERE suffix >= ? AND suffix < ? LIMIT ${FEW + 1}) AS few) AS n${index}`,
  );
  const [row] = await sql.rows<Readonly<Record<string, number>>>(
    `SELECT ${counts.join(', ')}`,
    parts.flatMap((part) => suffixRange(part)),
  );
  return pathOf(parts.map((part, index) => ({ part, count: row?.[`n${index}`] ?? 0 })));
}

/** The rarest part decides: nothing has the whole search that has not each part of it. */
export function pathOf(counts: readonly { readonly part: string; readonly count: number }[]): Path {
  const [rarest] = counts.toSorted((left, right) => left.count - right.count);
  if (rarest === undefined || rarest.count > FEW) return { kind: 'MANY' };
  return rarest.count === 0 ? { kind: 'NONE' } : { kind: 'FEW', part: rarest.part };
}
