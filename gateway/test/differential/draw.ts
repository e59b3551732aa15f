import { seededRandom } from '@rushgraph/testkit/chance';

/** Choices that are the same for the same seed. */
export interface Draw {
  /** A whole number, both ends included. */
  between(least: number, most: number): number;
  chance(probability: number): boolean;
  one<T>(choices: readonly T[]): T;
}

export function drawing(seed: number): Draw {
  const random = seededRandom(seed);
  // The first numbers of neighbouring seeds are alike.
  for (let index = 0; index < 4; index += 1) random();
  const between = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
  return {
    between,
    chance: (probability) => random() < probability,
    one(choices) {
      const chosen = choices[between(0, choices.length - 1)];
      if (chosen === undefined) throw new Error('The list to choose from is empty');
      return chosen;
    },
  };
}

/** A seed made of texts and numbers (FNV-1a). */
export function seedOf(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const character of parts.join('\u0000')) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return hash >>> 0;
}
