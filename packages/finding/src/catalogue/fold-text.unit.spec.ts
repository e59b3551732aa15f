import fc from 'fast-check';
import { expect, it } from 'vitest';
import { foldName, foldText } from './fold-text.ts';

it.each([
  ['Running Shoes, Trail', 'running shoes, trail'],
  ['Éclair É ñ Å', 'eclair e n a'],
  ['ＡＢｃ　１', 'abc 1'],
  ['İstanbul', 'istanbul'],
  ['ΑΣ Жй', 'ασ жи'],
  ['ΟΔΟΣ', 'οδοσ'],
  ['οδός', 'οδοσ'],
  ['IŞIK', 'isik'],
  ['ışık', 'isik'],
  // What cannot be seen: soft hyphen, variation selector, zero-width space and joiner, byte order mark, Hangul filler.
  ['co\u00adoperate ❤\ufe0f', 'cooperate ❤'],
  ['la\u200bmp\u2060 \ufeffdesk\u3164', 'lamp desk'],
  ['👩\u200d💻', '👩💻'],
  ['\u1112\u200d\u1161', '하'],
  // One character for one character: what would become several stays.
  ['Straße ½ ﬁ', 'straße ½ ﬁ'],
  ['키보드 각', '키보드 각'],
  // Hangul as macOS spells file names, and letters with their accents after them.
  ['키보드'.normalize('NFD'), '키보드'],
  ['e\u0301', 'e'],
  ['\u0301', ''],
  ['🙂 50% _\\', '🙂 50% _\\'],
])('folds %s to %s', (text, folded) => {
  expect(foldText(text)).toBe(folded);
});

it('folds what is folded to itself, and a part of a text to a part of its fold', () => {
  const letters = fc.string({ unit: fc.constantFrom(...'aAéÉßİıςΣＡ각가키 ½%🙂\u200d\u00ad\u0301'), maxLength: 12 });
  fc.assert(
    fc.property(letters, letters, letters, (before, part, after) => {
      const folded = foldText(before + part + after);
      expect(foldText(folded)).toBe(folded);
      expect(folded).toContain(foldText(part));
    }),
  );
});

it('stores no more of a name than its column holds', () => {
  expect(Buffer.byteLength(foldName('𝅘𝅥𝅯'.normalize('NFC').repeat(200)))).toBe(1_600);
});
