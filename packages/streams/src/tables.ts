import {
  asciiColumn,
  bigint,
  int,
  mediumtext,
  mysqlTable,
  primaryKey,
  shortBytesColumn,
} from '@rushgraph/database/tables';

const topology = () => asciiColumn('topology', { length: 64 }).notNull();
const partition = () => int('partition_id', { unsigned: true }).notNull();
const milliseconds = <Name extends string>(name: Name) => bigint(name, { mode: 'number' });

/** The open windows of a topology: written by the transactions that move its offsets. */
export const streamWindow = mysqlTable(
  'stream_window',
  {
    topology: topology(),
    partition: partition(),
    start: milliseconds('window_start').notNull(),
    /** Bytes, so that no two keys are taken for one. */
    key: shortBytesColumn('window_key', { length: 255 }).notNull(),
    /** JSON. */
    aggregate: mediumtext('aggregate').notNull(),
    records: bigint('records', { mode: 'number', unsigned: true }).notNull(),
  },
  // In the order of time: what closes is one range.
  (table) => [primaryKey({ columns: [table.topology, table.partition, table.start, table.key] })],
);

/** How far time has come in each partition of a topology, and who may let it pass when nothing comes. */
export const streamTime = mysqlTable(
  'stream_time',
  {
    topology: topology(),
    partition: partition(),
    /** Null before the first record. */
    streamTime: milliseconds('stream_time'),
    seenAt: milliseconds('seen_at').notNull(),
    /** Of the windows that are open. */
    sizeMs: milliseconds('size_ms').notNull(),
    graceMs: milliseconds('grace_ms').notNull(),
    owner: asciiColumn('owner', { length: 64 }),
  },
  (table) => [primaryKey({ columns: [table.topology, table.partition] })],
);
