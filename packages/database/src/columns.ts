import { customType } from 'drizzle-orm/mysql-core';

/** An id: 26 ASCII characters, compared byte by byte. */
export const idColumn = customType<{ data: string; driverData: string }>({
  dataType: () => 'char(26) CHARACTER SET ascii COLLATE ascii_bin',
});

/** Raw bytes up to 16 MB. */
export const bytesColumn = customType<{ data: Buffer; driverData: Buffer }>({
  dataType: () => 'mediumblob',
});
