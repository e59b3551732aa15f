const LEAST = 10;
const MOST = 200;
/** Shorter parts of a name turn up in good passwords by chance. */
const TELLING = 4;

/** Passwords of ten characters and more that head the lists of leaked ones. */
const COMMON = new Set([
  '0123456789',
  '0987654321',
  '1029384756',
  '12345678910',
  '1234567890',
  '123456789a',
  '1234512345',
  '123123123123',
  '1q2w3e4r5t',
  '1q2w3e4r5t6y',
  '1qaz2wsx3edc',
  '9876543210',
  'abcdefghij',
  'administrator',
  'asdfghjkl;',
  'basketball',
  'changeme123',
  'football123',
  'iloveyou123',
  'letmein123',
  'password01',
  'password1!',
  'password12',
  'password123',
  'password123!',
  'password1234',
  'passwordpassword',
  'princess123',
  'q1w2e3r4t5',
  'qazwsxedcrfv',
  'qwerty12345',
  'qwerty123456',
  'qwerty1234',
  'qwertyuiop',
  'qwertyuiop123',
  'superman123',
  'welcome123',
]);

export interface Person {
  /** Normalised. */
  readonly email: string;
  readonly name: string;
}

/** Passwords typed on different keyboards may be the same text in other code points. */
export function normalisePassword(password: string): string {
  return password.normalize('NFKC');
}

/** Why this password must not be taken, as the end of a sentence about it; undefined when it may. */
export function findPasswordWeakness(password: string, { email, name }: Person): string | undefined {
  const text = normalisePassword(password);
  const characters = [...text];
  if (characters.length < LEAST) return `must have at least ${LEAST} characters`;
  if (characters.length > MOST) return `must have at most ${MOST} characters`;
  if (new Set(characters).size === 1) return 'must not be one repeated character';
  const lower = text.toLowerCase();
  if (COMMON.has(lower)) return 'is one of the first that anybody would try';
  const told = [email, ...email.split(/[@.+_-]/).slice(0, 1), ...name.toLowerCase().split(/\s+/), name.toLowerCase()];
  if (told.some((part) => [...part].length >= TELLING && lower.includes(part)))
    return 'must not contain your name or e-mail address';
  return undefined;
}
