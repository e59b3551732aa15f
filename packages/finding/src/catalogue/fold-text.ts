/** A name that Unicode takes apart into more characters than this is found by its first ones only. */
const MAX_FOLDED = 400;
const MARK = /[\u0300-\u036f]/gu;
/** Soft hyphens, variation selectors, zero-width characters, fillers: nobody sees them, so nobody types them. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
/** Second forms of one letter that Unicode's lower case leaves apart: the sigma at the end of a word, the dotless i. */
const SECOND_FORMS: ReadonlyMap<string, string> = new Map([
  ['ς', 'σ'],
  ['ı', 'i'],
]);

/**
 * A text as it is searched: letters without case, accents and width, and without what cannot be seen. `É`, `é` and `e`
 * with an accent after it are `e`, `Ａ` is `a`, `ΟΔΟΣ` is `οδος` with either sigma, all four of `I İ ı i` are `i`; Hangul
 * syllables stay whole, however they were typed. What has no single plain letter stays itself: `ß` is not `ss`. Names and
 * searches are folded alike, so all servers agree. Items of an older fold are indexed again by a migration.
 */
export function foldText(text: string): string {
  return Array.from(text.replace(INVISIBLE, '').normalize('NFC'), foldCharacter).join('');
}

/** The folded name of an item, as it is stored. */
export function foldName(name: string): string {
  return Array.from(foldText(name)).slice(0, MAX_FOLDED).join('');
}

function foldCharacter(character: string): string {
  if (character >= ' ' && character <= '~') return character.toLowerCase();
  const base = plain(plain(character).toLowerCase());
  // Letters whose small form is a pair, as of `İ`, have been freed of the second one.
  return Array.from(base).length > 1 ? character : (SECOND_FORMS.get(base) ?? base);
}

/** Without accents and width; the character itself when that would make it several. */
function plain(character: string): string {
  const base = character.normalize('NFKD').replace(MARK, '');
  return Array.from(base).length > 1 ? character : base;
}
