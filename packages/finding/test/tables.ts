import { mysqlTable } from '@rushgraph/database/tables';
import { findableColumns, findableIndexes } from '../src/catalogue/tables.ts';

export { itemSuffix, itemZone } from '../src/catalogue/tables.ts';

/** A table of items that has nothing but what finding needs. */
export const item = mysqlTable('item', findableColumns(), findableIndexes);
