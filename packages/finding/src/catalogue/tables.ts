import type { ItemId, MoneyValue } from '@rushgraph/contracts';
import {
  asciiColumn,
  bigint,
  char,
  idColumn,
  index,
  instantColumn,
  int,
  mysqlTable,
  primaryKey,
  shortBytesColumn,
  varchar,
} from '@rushgraph/database/tables';
import type { AnyMySqlColumn } from 'drizzle-orm/mysql-core';

/** The columns by which items are found, and those that a list shows. The service's table `item` has them, and its own. */
export const findableColumns = () => ({
  id: idColumn('id').$type<ItemId>().primaryKey(),
  /** Stands for the id where an item has a row for each of its characters. */
  number: int('number', { unsigned: true }).autoincrement().notNull().unique('item_number'),
  name: varchar('name', { length: 200 }).notNull(),
  /** The name as it is searched, in UTF-8; null until the item is found by its name. */
  folded: shortBytesColumn('folded', { length: 1_600 }),
  /** Minor units. */
  priceAmount: bigint('price_amount', { mode: 'number' }).notNull(),
  priceCurrency: char('price_currency', { length: 3 }).$type<MoneyValue['currency']>().notNull(),
  stock: int('stock').notNull(),
  createdAt: instantColumn('created_at').notNull(),
});

type Ordered = Readonly<Record<'id' | 'name' | 'folded' | 'priceAmount' | 'createdAt', AnyMySqlColumn>>;

/** One for each order of the catalogue; the id breaks ties, and names are compared without reading the rows. */
export const findableIndexes = (table: Ordered) => [
  index('item_created').on(table.createdAt, table.id, table.folded),
  index('item_name').on(table.name, table.id, table.folded),
  index('item_price').on(table.priceAmount, table.id, table.folded),
];

/** The table `item` as this package sees it. */
export const findableItem = mysqlTable('item', findableColumns());

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
