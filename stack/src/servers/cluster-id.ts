/**
 * A Kafka cluster id: 16 bytes in URL-safe base64. Kafka's tools take one that begins with `-` for an option, which one
 * in 64 would; ids here have letters and digits only, at the cost of four of 128 bits of chance on average.
 */
export function clusterId(random: Uint8Array<ArrayBuffer>): string {
  if (random.length !== 16) throw new RangeError(`A cluster id has 16 bytes, not ${random.length}`);
  return Buffer.from(random).toString('base64url').replaceAll(/[-_]/g, 'A');
}
