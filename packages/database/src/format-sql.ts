/** Quoted texts, names and comments, in which a question mark is no placeholder. */
const TOKENS = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|--[ \t].*|\/\*[\s\S]*?\*\/|\?/g;
const SPECIAL_OR_BEYOND_ASCII = /['\\\u0080-\uffff]/;
const LONG = 100;
const BEYOND_ASCII = /[\u0080-\uffff]/;
/** What a backslash means depends on the mode of the server. */
const BACKSLASH_OR_BEYOND_ASCII = /[\\\u0080-\uffff]/;

const MOST_REMEMBERED = 500;
const LONGEST_REMEMBERED = 2_000;
const remembered = new Map<string, readonly string[]>();

/**
 * A statement with its values in place of the question marks, as MySQL and MariaDB read it in any mode (times in UTC
 * with milliseconds). All of it is ASCII without backslashes; text that has other characters is written in hexadecimal
 * digits: it is read by its bytes. Throws when the counts differ, the statement holds such a character or a value cannot
 * be written: a number that is not finite, a date that is none, an object.
 */
export function formatSql(statement: string, values: readonly unknown[]): string {
  const parts = partsOf(statement);
  if (parts.length - 1 !== values.length) {
    throw new Error(`The statement has ${parts.length - 1} placeholders, not ${values.length}`);
  }
  let text = parts[0] ?? '';
  for (let index = 0; index < values.length; index++) text += literal(values[index]) + (parts[index + 1] ?? '');
  return text;
}

/** The text between the placeholders. Short statements are few and come again and again. */
function partsOf(statement: string): readonly string[] {
  const known = remembered.get(statement);
  if (known !== undefined) return known;
  const parts = split(statement);
  if (statement.length <= LONGEST_REMEMBERED) {
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(statement, parts);
  }
  return parts;
}

function split(statement: string): string[] {
  requireAscii(statement);
  if (statement.includes('\\'))
    throw new Error("A statement must not contain a backslash: its meaning depends on the server's SQL mode");
  const parts: string[] = [];
  let start = 0;
  for (const { 0: token, index } of statement.matchAll(TOKENS)) {
    if (token !== '?') continue;
    parts.push(statement.slice(start, index));
    start = index + 1;
  }
  parts.push(statement.slice(start));
  return parts;
}

function literal(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return quote(value);
    case 'number':
      if (!Number.isFinite(value)) throw new Error(`${value} cannot be written to the database`);
      return String(value);
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'undefined':
      return 'NULL';
  }
  if (value === null) return 'NULL';
  if (Array.isArray(value)) return list(value);
  if (value instanceof Date) return `'${formatTime(value)}'`;
  if (value instanceof Uint8Array)
    return `X'${Buffer.from(value.buffer, value.byteOffset, value.length).toString('hex')}'`;
  throw new Error('An object cannot be written to the database; list its columns');
}

function list(values: readonly unknown[]): string {
  let text = '';
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (index > 0) text += ', ';
    text += Array.isArray(value) ? `(${list(value)})` : literal(value);
  }
  return text;
}

function quote(text: string): string {
  if (text.length < LONG ? !SPECIAL_OR_BEYOND_ASCII.test(text) : isPlain(text)) return `'${text}'`;
  if (BACKSLASH_OR_BEYOND_ASCII.test(text)) return `_utf8mb4 X'${Buffer.from(text).toString('hex')}'`;
  return `'${text.replaceAll("'", "''")}'`;
}

/** Searches for one character take many at a time, a pattern each by itself. */
function isPlain(text: string): boolean {
  return !text.includes("'") && !text.includes('\\') && Buffer.byteLength(text) === text.length;
}

/** Throws unless the server, which is told to expect one byte a character, will read the statement as it is. */
export function requireAscii(statement: string): void {
  if (BEYOND_ASCII.test(statement)) throw new Error('A statement must be ASCII; pass other text as values');
}

const MOST_TIMES = 64;
const times = new Map<number, string>();

/**
 * A time as the database reads it: UTC, with milliseconds. Throws when it is no date, or in a year of five digits. Rows
 * share their times, and to spell one out costs as much as the rest of a row.
 */
export function formatTime(value: Date): string {
  const at = value.getTime();
  const known = times.get(at);
  if (known !== undefined) return known;
  const iso = value.toISOString();
  if (iso.length !== 24) throw new Error(`${iso} is no year that the database knows`);
  const text = `${iso.slice(0, 10)} ${iso.slice(11, 23)}`;
  if (times.size >= MOST_TIMES) times.clear();
  times.set(at, text);
  return text;
}
