import { seededRandom } from '@rushgraph/testkit';
import { expect, it } from 'vitest';
import { createBalance } from './balance.ts';
import { instanceAt } from './index.ts';

const SLOW_START_MS = 10_000;
const PICKS = 4_000;
const none = new Set<string>();
const idle = () => 0;

/** A balance over instances of these names; chance is the same at each run. */
function balanceOf(...names: readonly string[]) {
  const clock = { now: 0 };
  const balance = createBalance({ random: seededRandom(7), now: () => clock.now, slowStartMs: SLOW_START_MS });
  const at = (name: string) => instanceAt(new URL(`http://${name}/graphql`));
  balance.update(names.map(at), () => false);
  function shares(callsUnderWay: (id: string) => number = idle, exclude: ReadonlySet<string> = none) {
    const counts: Record<string, number> = {};
    for (let n = 0; n < PICKS; n++) {
      const id = balance.pick(exclude, callsUnderWay)?.id ?? 'nobody';
      counts[id] = (counts[id] ?? 0) + 1;
    }
    return (id: string) => (counts[id] ?? 0) / PICKS;
  }
  return { clock, balance, at, shares };
}

it('gives each of idle instances an equal share', () => {
  const share = balanceOf('a', 'b', 'c', 'd').shares();
  for (const id of ['a', 'b', 'c', 'd']) expect(share(id)).toBeCloseTo(0.25, 1);
});

it('asks the less busy of the two that are drawn: of four the busiest is never asked, the least busy by every second call', () => {
  const busy: Record<string, number> = { a: 3, b: 2, c: 1, d: 0 };
  const share = balanceOf('a', 'b', 'c', 'd').shares((id) => busy[id] ?? 0);
  expect(share('a')).toBe(0);
  expect(share('d')).toBeCloseTo(1 / 2, 1);
  expect(share('b')).toBeCloseTo(1 / 6, 1);
});

it('control: keeps calls under way even where chance alone would not', () => {
  /** Calls of random length: how many the busiest instance has at most. */
  function busiest(pick: (callsUnderWay: (id: string) => number) => string): number {
    const random = seededRandom(3);
    const ends = new Map<string, number[]>();
    let most = 0;
    for (let time = 0; time < 2_000; time++) {
      for (const [id, due] of ends)
        ends.set(
          id,
          due.filter((end) => end > time),
        );
      const id = pick((one) => ends.get(one)?.length ?? 0);
      const due = [...(ends.get(id) ?? []), time + Math.floor(random() * 200)];
      ends.set(id, due);
      most = Math.max(most, due.length);
    }
    return most;
  }
  const names = Array.from({ length: 10 }, (_, n) => `i${n}`);
  const { balance } = balanceOf(...names);
  const random = seededRandom(5);
  const two = busiest((callsUnderWay) => balance.pick(none, callsUnderWay)?.id ?? '');
  const chance = busiest(() => names[Math.floor(random() * names.length)] ?? '');
  expect(two).toBeLessThanOrEqual(15);
  expect(chance).toBeGreaterThan(20);
});

it('asks no one that is excluded or takes no calls, as long as another one is there', () => {
  const { shares, balance } = balanceOf('a', 'b', 'c');
  const refuses = (id: string) => (id === 'a' ? Number.POSITIVE_INFINITY : 5);
  expect(shares(refuses, new Set(['b']))('c')).toBe(1);
  expect(balance.pick(new Set(['b', 'c']), refuses)?.id).toBe('a');
  expect(balance.pick(new Set(['a', 'b', 'c']), idle)).toBeUndefined();
  expect(balanceOf('a').balance.pick(new Set(['a']), idle)).toBeUndefined();
  expect(balanceOf().balance.pick(none, idle)).toBeUndefined();
});

it('gives one that has come a tenth of the draws at first, and all of them in the end', () => {
  const { balance, at, clock, shares } = balanceOf('a');
  balance.update([at('a'), at('b')], ({ id }) => id === 'b');
  // The other one is busy, so whoever is drawn beside it is asked.
  const busy = (id: string) => (id === 'a' ? 1 : 0);
  expect(shares(busy)('b')).toBeCloseTo(0.1, 1);
  clock.now = SLOW_START_MS / 2;
  expect(shares(busy)('b')).toBeCloseTo(0.5, 1);
  clock.now = SLOW_START_MS;
  expect(shares(busy)('b')).toBe(1);
});

it('asks those that have come at once when there is no other', () => {
  const { balance, at, shares } = balanceOf('a');
  balance.update([at('b'), at('c')], () => true);
  const share = shares();
  expect(share('b') + share('c')).toBe(1);
});
