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
/** What every id looks like. */
export const ID_PATTERN = /^[0-9A-HJKMNP-TV-Z]{26}$/;

/** A time-ordered id in the ULID layout: 48 bits of milliseconds, then 80 random bits (10 bytes). */
export function newId<Id extends string>(now: Date, random: Uint8Array): Id {
  if (random.length !== 10) throw new RangeError('newId needs exactly 10 random bytes');
  writeTime(now.getTime());
  writeBits(random, TIME_LENGTH);
  return written();
}

/**
 * The id that always belongs to these parts: the first 130 bits of SHA-256 over them. A repeated request gets the same
 * id in every store without a look-up. Parts are length-prefixed, so ('ab','c') and ('a','bc') differ.
 */
export function deriveId<Id extends string>(...parts: readonly string[]): Id {
  let text = '';
  for (const part of parts) text += `${Buffer.byteLength(part)}:${part}`;
  writeBits(hash('sha256', text, 'buffer'), 0);
  return written();
}

/** True for a well-formed id. A malformed id is never an error: such a row is simply not found. */
export function isId(value: string): boolean {
  return ID_PATTERN.test(value);
}

/** The id that a text from outside is; null when it is malformed, so that no row can have it. */
export function parseId<Id extends Branded<string>>(text: string): Id | null {
  return isId(text) ? (text as Id) : null;
}

/** The id being made: characters one after the other would be a chain of texts that has to be joined at its first use. */
const made = Buffer.alloc(LENGTH);
let timeMade = Number.NaN;

function written<Id extends string>(): Id {
  return made.toString('latin1') as Id;
}

/** Fills the id from `start` on, five bits a character, most significant first. */
function writeBits(bytes: Uint8Array, start: number): void {
  if (start < TIME_LENGTH) timeMade = Number.NaN;
  let held = 0;
  let bits = 0;
  let next = 0;
  for (let position = start; position < LENGTH; position++) {
    if (bits < 5) {
      held = ((held << 8) | (bytes[next++] ?? 0)) & 0xffff;
      bits += 8;
    }
    bits -= 5;
    made[position] = codeOf((held >> bits) & 31);
  }
}

/** 48 bits of milliseconds in ten characters. Divided, not shifted: they are more than an integer operation keeps. */
function writeTime(milliseconds: number): void {
  // Ids are made many in a millisecond.
  if (milliseconds === timeMade) return;
  timeMade = milliseconds;
  let rest = milliseconds;
  for (let position = TIME_LENGTH - 1; position >= 0; position--) {
    made[position] = codeOf(rest % 32);
    rest = Math.floor(rest / 32);
  }
}

function codeOf(value: number): number {
  return ALPHABET.charCodeAt(value);
}
