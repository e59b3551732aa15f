import { type ItemId, newId } from '@rushgraph/contracts';
import type { Item } from '@rushgraph/finding';

const makers = ['Hanbit', 'Norden', 'Sora', 'Alder', 'Maru', 'Kestrel', 'Baram', 'Lumen', '한빛', '소라', '온돌'];
const traits = ['red', 'blue', 'wooden', 'steel', 'light', 'compact', 'travel', 'wireless', '무선', '방수', '접이식'];
const kinds = ['Running Shoes', 'Backpack', 'Headphones', 'Coffee Grinder', 'Desk Lamp', 'Rice Cooker', 'Notebook'];
const koreanKinds = ['키보드', '가방', '의자', '운동화', '이어폰', '전기밥솥'];
/** The last of them are one series: registered last, dearest, and last by name. */
const SERIES_SHARE = 0.02;
const STARTED_AT = Date.UTC(2026, 0, 1);

/** The n-th item of so many: always the same one. */
export function madeItem(index: number, count: number): Item {
  const random = draws(index);
  const isSeries = index >= count * (1 - SERIES_SHARE);
  const maker = isSeries ? 'Zenith Aurora' : pick(makers, random());
  const kind = pick([...kinds, ...koreanKinds], random());
  const name = `${maker} ${pick(traits, random())} ${kind} No. ${Math.floor(random() * 1_000_000)}`;
  const amount = (isSeries ? 1_000_000 : 0) + Math.floor(random() ** 2 * 1_000) * 500;
  const createdAt = new Date(STARTED_AT + index * 10);
  const entropy = Uint8Array.from({ length: 10 }, () => Math.floor(random() * 256));
  const id = newId<ItemId>(createdAt, entropy);
  return { id, name, price: { amount, currency: 'KRW' }, stock: 1 + (index % 500), createdAt };
}

function pick(from: readonly string[], at: number): string {
  return from[Math.floor(at * from.length)] ?? '';
}

/** Numbers from 0 to 1 that belong to this index. */
function draws(index: number): () => number {
  let state = index;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
