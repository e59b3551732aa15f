import { createHash } from 'node:crypto';

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

export type UserId = Branded<'user'>;
export type ItemId = Branded<'item'>;
export type OrderId = Branded<'order'>;
export type CampaignId = Branded<'campaign'>;
export type CouponId = Branded<'coupon'>;

/** Makes a fresh id; services carry one built from their clock and random source. */
export type NewId = <Id extends string>() => Id;

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 26;
const ID_PATTERN = /^[0-9A-HJKMNP-TV-Z]{26}$/;

/** A time-ordered id in the ULID layout: 48 bits of milliseconds, then 80 random bits (10 bytes). */
export function newId<Id extends string>(now: Date, random: Uint8Array): Id {
  if (random.length !== 10) throw new RangeError('newId needs exactly 10 random bytes');
  let bits = BigInt(now.getTime());
  for (const byte of random) bits = (bits << 8n) | BigInt(byte);
  return encode(bits) as Id;
}

/**
 * The id that always belongs to these parts: the first 130 bits of SHA-256 over them. A repeated request gets the same
 * id in every store without a look-up. Parts are length-prefixed, so ('ab','c') and ('a','bc') differ.
 */
export function deriveId<Id extends string>(...parts: readonly string[]): Id {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:${part}`);
  const head = hash.digest().subarray(0, 17);
  return encode(BigInt(`0x${head.toString('hex')}`) >> 6n) as Id;
}

/** True for a well-formed id. A malformed id is never an error: such a row is simply not found. */
export function isId(value: string): boolean {
  return ID_PATTERN.test(value);
}

function encode(bits: bigint): string {
  let rest = bits;
  let text = '';
  for (let position = 0; position < LENGTH; position++) {
    text = ALPHABET.charAt(Number(rest & 31n)) + text;
    rest >>= 5n;
  }
  return text;
}
