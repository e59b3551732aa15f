import { z } from 'zod';

/** A whole number between two bounds, from text. */
export function wholeNumber(min: number, max: number) {
  const message = `must be a whole number between ${min} and ${max}`;
  return z
    .string({ error: message })
    .regex(/^-?\d{1,15}$/, message)
    .transform(Number)
    .refine((value) => value >= min && value <= max, message);
}

/** `true` or `false`. */
export const flag = z.enum(['true', 'false'], 'must be true or false').transform((text) => text === 'true');

/** An address with one of these protocols (`mysql:`). */
export function address(protocols: readonly string[], example: string) {
  const message = `must be an address like ${example}`;
  return z
    .string({ error: message })
    .refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), message);
}
