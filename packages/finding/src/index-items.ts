import type { Database } from '@rushgraph/database';
import type { Row } from '@rushgraph/database/query';
import { foldName } from './catalogue/fold-text.ts';
import { compare, type Position, where } from './catalogue/item-order.ts';
import type { findableItem } from './catalogue/tables.ts';
import { writeSuffixes } from './suffixes/write-suffixes.ts';
import { divideOpenZones } from './zones/divide-zones.ts';
import { openZones } from './zones/hold-zones.ts';

const ITEMS_AT_ONCE = 1_000;

/**
 * Makes items findable by their names that were inserted without it, as before there was a search; answers with how many
 * there were. Instances that start at once share the work: what one has locked the other one waits for, and finds done.
 */
export async function indexItems(database: Database): Promise<number> {
  let indexed = 0;
  let after: Position | undefined;
  do {
    const batch = await indexNext(database, after);
    indexed += batch.indexed;
    after = batch.last;
  } while (after !== undefined);
  await divideOpenZones(database);
  return indexed;
}

function indexNext(database: Database, after: Position | undefined) {
  const [text, values] = where([
    ['folded IS NULL', []],
    ...(after === undefined ? [] : [compare('CREATED_AT', '>', after)]),
  ]);
  return database.transaction(async (tx) => {
    const found = await tx.rows<Position>(
      `SELECT created_at AS value, id FROM item FORCE INDEX (item_created) ${text} ORDER BY created_at, id LIMIT ?`,
      [...values, ITEMS_AT_ONCE],
    );
    if (found.length === 0) return { indexed: 0, last: undefined };
    const rows = await tx.rows<Pick<Row<typeof findableItem>, 'number' | 'id' | 'name'>>(
      `SELECT number, id, name FROM item FORCE INDEX (PRIMARY)
       WHERE id IN (?) AND folded IS NULL ORDER BY id FOR UPDATE`,
      [found.map(({ id }) => id).sort()],
    );
    for (const { id, name } of rows) {
      await tx.run('UPDATE item SET folded = ? WHERE id = ?', [Buffer.from(foldName(name)), id]);
    }
    const named = rows.map(({ number, name }) => ({ number, folded: foldName(name) }));
    await writeSuffixes(tx, named);
    await openZones(tx);
    return { indexed: rows.length, last: found.at(-1) };
  });
}
