import { core, operators } from './drizzle.ts';

export const { bigint, char, check, customType, index, int, json, mediumtext, mysqlTable, primaryKey, text, tinyint } =
  core;
export const { unique, uniqueIndex, varchar } = core;
export const { sql } = operators;

/** An id: 26 ASCII characters, compared byte by byte. */
export const idColumn = customType<{ data: string; driverData: string }>({
  dataType: () => 'char(26) CHARACTER SET ascii COLLATE ascii_bin',
});

/** A text for machines: ASCII, compared byte by byte, so that `a` and `A` are two keys. */
export const asciiColumn = customType<{ data: string; driverData: string; config: { length: number } }>({
  dataType: (config) => `varchar(${config?.length ?? 255}) CHARACTER SET ascii COLLATE ascii_bin`,
});

/** An instant in UTC, to the millisecond. drizzle's own would expect a text from the driver, which gives a Date. */
export const instantColumn = customType<{ data: Date; driverData: Date }>({
  dataType: () => 'datetime(3)',
});

/** Raw bytes up to 16 MB. */
export const bytesColumn = customType<{ data: Buffer; driverData: Buffer }>({
  dataType: () => 'mediumblob',
});

/** Raw bytes up to a length. drizzle's own would take them for text. */
export const shortBytesColumn = customType<{ data: Buffer; driverData: Buffer; config: { length: number } }>({
  dataType: (config) => `varbinary(${config?.length ?? 255})`,
});
