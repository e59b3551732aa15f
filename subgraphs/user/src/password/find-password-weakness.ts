const LEAST = 10;
const MOST = 200;
/**
 * Before anything else looks at it. Normalising puts marks into order in more than linear time; a character of any
 * script that people type has at most four units.
 */
const MOST_UNITS = 4 * MOST;
/** Shorter parts of a name turn up in good passwords by chance. */
const TELLING = 4;

export interface Person {
  /** Normalised. */
  readonly email: string;
  readonly name: string;
}

/**
 * Passwords typed on different keyboards may be the same text in other code points. Undefined for what cannot be a
 * password: a text far too long, or one with half a character in it.
 */
export function normalisePassword(password: string): string | undefined {
  return password.length <= MOST_UNITS && password.isWellFormed() ? password.normalize('NFKC') : undefined;
}

/**
 * Why this password must not be taken, as the end of a sentence about it; undefined when it may. Whether it is easily
 * guessed is for `isEasilyGuessed`, which costs more.
 */
export function findPasswordWeakness(password: string, { email, name }: Person): string | undefined {
  if (password.length > MOST_UNITS) return tooLong;
  const text = normalisePassword(password);
  if (text === undefined) return 'must not hold half characters';
  const characters = [...text];
  if (characters.length < LEAST) return `must have at least ${LEAST} characters`;
  if (characters.length > MOST) return tooLong;
  const lower = text.toLowerCase();
  const told = [email, ...email.split(/[@.+_-]/).slice(0, 1), ...name.toLowerCase().split(/\s+/), name.toLowerCase()];
  if (told.some((part) => [...part].length >= TELLING && lower.includes(part)))
    return 'must not contain your name or e-mail address';
  return undefined;
}

const tooLong = `must have at most ${MOST} characters`;
