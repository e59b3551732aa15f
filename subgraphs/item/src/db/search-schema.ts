import type { ItemId } from '@rushgraph/contracts';
import {
  asciiColumn,
  bigint,
  idColumn,
  index,
  instantColumn,
  int,
  mysqlTable,
  primaryKey,
  shortBytesColumn,
  varchar,
} from '@rushgraph/database/tables';

/** The name of each item from each of its characters on: a part of a name is the beginning of one of these. */
export const itemSuffix = mysqlTable(
  'item_suffix',
  {
    /** UTF-8, cut: bytes have one order on every server and no padding. */
    suffix: shortBytesColumn('suffix', { length: 32 }).notNull(),
    number: int('number', { unsigned: true }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.suffix, table.number] })],
);

/** Stretches of the catalogue in each of its orders, with what may occur in the names there. */
export const itemZone = mysqlTable(
  'item_zone',
  {
    zone: int('zone', { unsigned: true }).autoincrement().primaryKey(),
    /** The order: CREATED_AT, NAME or PRICE. */
    place: asciiColumn('place', { length: 10 }).$type<'CREATED_AT' | 'NAME' | 'PRICE'>().notNull(),
    // Where it begins, as its first item was when it was made; it ends where the next one begins.
    createdAt: instantColumn('created_at').notNull(),
    name: varchar('name', { length: 200 }).notNull(),
    priceAmount: bigint('price_amount', { mode: 'number' }).notNull(),
    id: idColumn('id').$type<ItemId>().notNull(),
    nextZone: int('next_zone', { unsigned: true }),
    /** Bloom filter of the parts of its names; null while anything may be there. */
    signature: shortBytesColumn('signature', { length: 4_096 }),
  },
  (table) => [
    index('item_zone_created').on(table.place, table.createdAt, table.id),
    index('item_zone_name').on(table.place, table.name, table.id),
    index('item_zone_price').on(table.place, table.priceAmount, table.id),
  ],
);
