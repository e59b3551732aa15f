const MOST = 64;
const texts = new Map<number, string>();

/**
 * A time as events have it: RFC 3339, UTC, milliseconds. Throws a RangeError when it is no date. What happens together has
 * one time, and to spell it out costs as much as to check an event.
 */
export function timestampOf(time: Date): string {
  const at = time.getTime();
  const known = texts.get(at);
  if (known !== undefined) return known;
  const text = time.toISOString();
  if (texts.size >= MOST) texts.clear();
  texts.set(at, text);
  return text;
}
