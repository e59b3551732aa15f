import { seededRandom } from './seeded-random.ts';

const givenNames = [
  'Jiwoo',
  'Minseo',
  'Haeun',
  'Lena',
  'Tomás',
  'Amara',
  'Noah',
  'Yuna',
  'Elif',
  'Soren',
  'Mei',
  'Priya',
];
const familyNames = ['Kim', 'Lee', 'Park', 'Novak', 'Okafor', 'Silva', 'Larsen', 'Tanaka', 'Yılmaz', 'Moreau'];

/** Customers customer1@shop.local …, always the same ones for one seed. */
export function demoCustomers(
  count: number,
  seed: number,
): readonly { readonly email: string; readonly name: string }[] {
  const random = seededRandom(seed);
  const pick = (names: readonly string[]) => names[Math.floor(random() * names.length)] ?? '';
  return Array.from({ length: count }, (_, index) => ({
    email: `customer${index + 1}@shop.local`,
    name: `${pick(givenNames)} ${pick(familyNames)}`,
  }));
}
