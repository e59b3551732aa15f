import { customType } from 'drizzle-orm/mysql-core';

/** An id: 26 ASCII characters, compared byte by byte. */
export const idColumn = customType<{ data: string; driverData: string }>({
  dataType: () => 'char(26) CHARACTER SET ascii COLLATE ascii_bin',
});

/** Raw bytes up to 16 MB. */
export const bytesColumn = customType<{ data: Buffer; driverData: Buffer }>({
  dataType: () => 'mediumblob',
});

/** A text for machines: ASCII, compared byte by byte, so that `a` and `A` are two keys. */
export const asciiColumn = customType<{ data: string; driverData: string; config: { length: number } }>({
  dataType: (config) => `varchar(${config?.length ?? 255}) CHARACTER SET ascii COLLATE ascii_bin`,
});
