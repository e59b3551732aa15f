import { seededRandom } from './seeded-random.ts';

export interface DemoItem {
  readonly name: string;
  /** Whole won. */
  readonly price: number;
  readonly stock: number;
}

const makers = ['Hanbit', 'Norden', 'Sora', 'Alder', 'Maru', 'Kestrel', 'Baram', 'Lumen', 'Ondol', 'Tern'];
/** Kind, its variants, and the usual price range in won. */
const kinds: readonly (readonly [string, readonly string[], number, number])[] = [
  ['Running Shoes', ['Trail', 'Road', 'Track', 'Light'], 69_000, 189_000],
  ['Backpack', ['18 L', '24 L', '32 L', 'Roll-top'], 39_000, 159_000],
  ['Headphones', ['Wired', 'Wireless', 'Studio', 'Sport'], 49_000, 449_000],
  ['Coffee Grinder', ['Manual', 'Conical', 'Travel'], 35_000, 320_000],
  ['Desk Lamp', ['Oak', 'Steel', 'Clip-on'], 24_000, 128_000],
  ['Rice Cooker', ['3-cup', '6-cup', 'Induction'], 89_000, 399_000],
  ['Rain Jacket', ['Packable', 'Three-layer', 'Long'], 59_000, 289_000],
  ['Mechanical Keyboard', ['60 %', 'Tenkeyless', 'Full-size', 'Split'], 79_000, 269_000],
  ['Water Bottle', ['500 ml', '750 ml', '1 L'], 12_000, 42_000],
  ['Notebook', ['Dotted', 'Ruled', 'Grid', 'Blank'], 4_500, 19_000],
];

/** Different realistic items, always the same ones for one seed; names are unique. */
export function demoItems(count: number, seed: number): readonly DemoItem[] {
  const random = seededRandom(seed);
  const names = kinds.flatMap(([kind, variants, low, high]) =>
    makers.flatMap((maker) => variants.map((variant) => ({ name: `${maker} ${kind}, ${variant}`, low, high }))),
  );
  if (count > names.length) throw new RangeError(`The catalogue knows ${names.length} items, not ${count}`);
  return shuffle(names, random)
    .slice(0, count)
    .map(({ name, low, high }) => ({
      name,
      price: Math.round((low + random() * (high - low)) / 500) * 500,
      stock: Math.floor(random() ** 2 * 500),
    }));
}

function shuffle<T>(values: readonly T[], random: () => number): T[] {
  return values
    .map((value) => ({ value, rank: random() }))
    .sort((left, right) => left.rank - right.rank)
    .map(({ value }) => value);
}
