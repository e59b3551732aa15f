/** CRC-32C, the Castagnoli polynomial, reflected. */
const POLYNOMIAL = 0x82f63b78;
const SLICES = 8;

/** Eight tables of 256: table k has the checksums of a byte that is followed by k zero bytes. */
const TABLES = makeTables();

function makeTables(): Uint32Array {
  const tables = new Uint32Array(SLICES * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? POLYNOMIAL : 0);
    tables[byte] = crc;
  }
  for (let slice = 1; slice < SLICES; slice++) {
    for (let byte = 0; byte < 256; byte++) {
      const before = at(tables, (slice - 1) * 256 + byte);
      tables[slice * 256 + byte] = (before >>> 8) ^ at(tables, before & 0xff);
    }
  }
  return tables;
}

/** Indexes here are within their bounds; the compiler cannot know. */
function at(values: Uint32Array | Uint8Array, index: number): number {
  return values[index] ?? 0;
}

/**
 * CRC-32C of `bytes[start, end)`, eight bytes at a time ("slicing-by-8": Kounavis and Berry, A Systematic Approach to
 * Building High Performance Software-based CRC Generators, 2005).
 */
export function crc32c(bytes: Uint8Array, start: number, end: number): number {
  const tables = TABLES;
  let crc = ~0;
  let index = start;
  for (const last = end - 7; index < last; index += 8) {
    crc ^= at(bytes, index) | (at(bytes, index + 1) << 8) | (at(bytes, index + 2) << 16) | (at(bytes, index + 3) << 24);
    crc =
      at(tables, 1792 + (crc & 0xff)) ^
      at(tables, 1536 + ((crc >>> 8) & 0xff)) ^
      at(tables, 1280 + ((crc >>> 16) & 0xff)) ^
      at(tables, 1024 + (crc >>> 24)) ^
      at(tables, 768 + at(bytes, index + 4)) ^
      at(tables, 512 + at(bytes, index + 5)) ^
      at(tables, 256 + at(bytes, index + 6)) ^
      at(tables, at(bytes, index + 7));
  }
  for (; index < end; index++) crc = (crc >>> 8) ^ at(tables, (crc ^ at(bytes, index)) & 0xff);
  return ~crc >>> 0;
}
