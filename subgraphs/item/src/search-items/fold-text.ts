/** A name that Unicode takes apart into more characters than this is found by its first ones only. */
const MOST_FOLDED = 400;
const MARK = /[\u0300-\u036f]/gu;

/**
 * A text as it is searched: letters without case, accents and width, one character for one character. `É`, `é` and `e`
 * with an accent after it are `e`, `Ａ` is `a`; Hangul syllables stay whole, however they were typed. What has no single
 * plain letter stays itself: `ß` is not `ss`. Names and searches are folded alike, so all servers agree.
 */
export function foldText(text: string): string {
  return Array.from(text.normalize('NFC'), foldCharacter).join('');
}

/** The folded name of an item, as it is stored. */
export function foldName(name: string): string {
  return Array.from(foldText(name)).slice(0, MOST_FOLDED).join('');
}

function foldCharacter(character: string): string {
  if (character >= ' ' && character <= '~') return character.toLowerCase();
  const base = plain(plain(character).toLowerCase());
  // Letters whose small form is a pair, as of `İ`, have been freed of the second one.
  return Array.from(base).length > 1 ? character : base;
}

/** Without accents and width; the character itself when that would make it several. */
function plain(character: string): string {
  const base = character.normalize('NFKD').replace(MARK, '');
  return Array.from(base).length > 1 ? character : base;
}
