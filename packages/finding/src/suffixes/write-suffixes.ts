import type { Tx } from '@rushgraph/database';
import { SUFFIX_LENGTH } from './suffixes.ts';

/**
 * Makes items findable by every part of their folded names, which are stored already: writes the name from each of its
 * characters on, cut. The server takes the names apart itself, and writes in the order of the key.
 */
export async function writeSuffixes(
  tx: Tx,
  items: readonly { readonly number: number; readonly folded: string }[],
): Promise<void> {
  if (items.length === 0) return;
  const longest = items.reduce((most, { folded }) => Math.max(most, folded.length), 1);
  await tx.run(
    `INSERT INTO item_suffix (suffix, number)
     WITH RECURSIVE starts AS (SELECT 1 AS start UNION ALL SELECT start + 1 FROM starts WHERE start < ?)
     SELECT CAST(SUBSTRING(CONVERT(folded USING utf8mb4), start, ${SUFFIX_LENGTH}) AS BINARY) AS part, number
     FROM item FORCE INDEX (item_number)
     STRAIGHT_JOIN starts ON start <= CHAR_LENGTH(CONVERT(folded USING utf8mb4))
     WHERE number IN (?) ORDER BY part, number
     ON DUPLICATE KEY UPDATE suffix = item_suffix.suffix`,
    [longest, items.map(({ number }) => number)],
  );
}
