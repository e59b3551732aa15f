import { z } from 'zod';

/** Directs the order of what follows it: `\u202Egnp.exe` reads as `exe.png`. */
const DIRECTS = /\p{Bidi_Control}/u;
/** Control characters, ends of lines and paragraphs, and code points that are no characters. */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/u;
/** Letters, digits, signs and symbols … */
const SHOWN = /[\p{L}\p{N}\p{P}\p{S}]/u;
/** … but for the fillers among them, the empty braille pattern and the empty note head. */
const BLANK = /[\p{Default_Ignorable_Code_Point}\u2800\u{1D159}]/gu;
/** No character has more than two UTF-16 units; blanks around the text are counted generously. */
const UNITS = 4;

/**
 * A text of a stranger for people to read: trimmed, 1 to `most` characters (code points) of any script, one of which can be
 * seen. Its length is looked at before anything that takes longer for longer texts.
 */
export function humanText(most: number) {
  const tooLong = `must have at most ${most} characters`;
  return z
    .string()
    .refine((text) => text.length <= UNITS * most, { error: tooLong, abort: true })
    .refine((text) => text.isWellFormed(), { error: 'must not hold half characters', abort: true })
    .trim()
    .refine((text) => text.length > 0, { error: 'must not be empty', abort: true })
    .refine((text) => [...text].length <= most, tooLong)
    .refine((text) => !CONTROL.test(text), 'must not hold control characters')
    .refine((text) => !DIRECTS.test(text), 'must not hold characters that direct the order of the others')
    .refine((text) => SHOWN.test(text.replace(BLANK, '')), 'must hold a character that can be seen');
}
