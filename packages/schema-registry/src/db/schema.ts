import {
  asciiColumn,
  bigint,
  index,
  instantColumn,
  int,
  json,
  mediumtext,
  mysqlTable,
  primaryKey,
  varchar,
} from '@rushgraph/database/tables';

/** What was published of a subgraph. Rows are added, and never changed. */
export const schemaVersion = mysqlTable(
  'schema_version',
  {
    subgraph: asciiColumn('subgraph', { length: 64 }).notNull(),
    /** Counted from 1, without a gap. */
    version: int('version', { unsigned: true }).notNull(),
    sdl: mediumtext('sdl').notNull(),
    /** Where gateways ask it. */
    url: varchar('url', { length: 500 }).notNull(),
    publishedBy: varchar('published_by', { length: 200 }).notNull(),
    publishedAt: instantColumn('published_at').notNull(),
    /** What it breaks although it is used, in words; null where nobody had to force it. */
    forced: json('forced').$type<readonly string[]>(),
    /** The version that it repeats, of a rollback. */
    repeats: int('repeats', { unsigned: true }),
  },
  (table) => [primaryKey({ columns: [table.subgraph, table.version] })],
);

/** What the published schemas compose to. A row is added with each publication, in the same transaction. */
export const supergraph = mysqlTable('supergraph', {
  /** Counted from 1, without a gap: of two publications upon the same version one fails, and composes anew. */
  version: int('version', { unsigned: true }).primaryKey(),
  sdl: mediumtext('sdl').notNull(),
  /** The version of each subgraph that it is made of. */
  parts: json('parts').$type<Readonly<Record<string, number>>>().notNull(),
  publishedAt: instantColumn('published_at').notNull(),
});

/** An operation that clients have sent, without what they wrote into it. */
export const operation = mysqlTable('operation', {
  /** SHA-256 in hex of the text without literals. */
  hash: asciiColumn('hash', { length: 64 }).primaryKey(),
  name: varchar('name', { length: 100 }),
  kind: asciiColumn('kind', { length: 12 }).notNull(),
  /** What it uses of the schema. */
  coordinates: json('coordinates').$type<readonly string[]>().notNull(),
  /** Only where the client wrote no literals into it. */
  text: mediumtext('text'),
});

/** How often a client has sent an operation, hour by hour. */
export const operationUse = mysqlTable(
  'operation_use',
  {
    hour: instantColumn('hour').notNull(),
    operationHash: asciiColumn('operation_hash', { length: 64 }).notNull(),
    client: asciiColumn('client', { length: 64 }).notNull(),
    uses: bigint('uses', { mode: 'number', unsigned: true }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.hour, table.operationHash, table.client] }),
    index('operation_use_operation').on(table.operationHash, table.hour),
  ],
);
