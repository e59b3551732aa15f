import { hash } from 'node:crypto';

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
const TIME_LENGTH = 10;
const RANDOM_LENGTH = 16;
const ID_PATTERN = /^[0-9A-HJKMNP-TV-Z]{26}$/;

/** A time-ordered id in the ULID layout: 48 bits of milliseconds, then 80 random bits (10 bytes). */
export function newId<Id extends string>(now: Date, random: Uint8Array): Id {
  if (random.length !== 10) throw new RangeError('newId needs exactly 10 random bytes');
  return (encodeTime(now.getTime()) + encodeBits(random, RANDOM_LENGTH)) as Id;
}

/**
 * The id that always belongs to these parts: the first 130 bits of SHA-256 over them. A repeated request gets the same
 * id in every store without a look-up. Parts are length-prefixed, so ('ab','c') and ('a','bc') differ.
 */
export function deriveId<Id extends string>(...parts: readonly string[]): Id {
  let text = '';
  for (const part of parts) text += `${Buffer.byteLength(part)}:${part}`;
  return encodeBits(hash('sha256', text, 'buffer'), LENGTH) as Id;
}

/** True for a well-formed id. A malformed id is never an error: such a row is simply not found. */
export function isId(value: string): boolean {
  return ID_PATTERN.test(value);
}

/** The first `5 · length` bits, most significant first. */
function encodeBits(bytes: Uint8Array, length: number): string {
  let text = '';
  let held = 0;
  let bits = 0;
  let next = 0;
  while (text.length < length) {
    if (bits < 5) {
      held = ((held << 8) | (bytes[next++] ?? 0)) & 0xffff;
      bits += 8;
    }
    bits -= 5;
    text += ALPHABET.charAt((held >> bits) & 31);
  }
  return text;
}

/** 48 bits of milliseconds in ten characters. Divided, not shifted: they are more than an integer operation keeps. */
function encodeTime(milliseconds: number): string {
  let rest = milliseconds;
  let text = '';
  for (let position = 0; position < TIME_LENGTH; position++) {
    text = ALPHABET.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}
