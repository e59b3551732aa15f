import fc from 'fast-check';
import { expect, it } from 'vitest';
import { advanceWindows, emptyWindowState, foldWindows, type WindowInput, type WindowState } from './window-state.ts';

const settings = { sizeMs: 2_000, graceMs: 5_000, maxFutureMs: 10_000, idleAfterMs: 3_000 };
const sum = { initial: 0, add: (total: number, value: number) => total + value };
const NOW = 1_000_000;
const fold = (state: WindowState<number>, inputs: WindowInput<number>[], now = NOW) =>
  foldWindows(state, inputs, now, settings, sum);
const at = (timestamp: number | null, value = 1, key = 'a') => ({ key, value, timestamp });
const empty = () => emptyWindowState<number>(NOW);

it('gives one final result when stream time passes the end of the window plus the grace', () => {
  const first = fold(empty(), [at(NOW, 3), at(NOW + 1_999, 4), at(NOW + 6_999)]);
  expect(first.results).toEqual([]);
  const second = fold(first.state, [at(NOW + 7_000)]);
  expect(second.results).toEqual([{ id: `a:${NOW}`, key: 'a', start: NOW, end: NOW + 2_000, aggregate: 7, count: 2 }]);
});

it('accepts out-of-order records within the grace and hands later ones to the side', () => {
  const { state } = fold(empty(), [at(NOW + 6_999)]);
  const within = fold(state, [at(NOW + 1_999)]);
  expect(within.side).toEqual([]);
  const closed = fold(within.state, [at(NOW + 7_000)]);
  const late = fold(closed.state, [at(NOW + 1_999, 9)]);
  expect(late.side).toEqual([{ reason: 'LATE', input: at(NOW + 1_999, 9) }]);
  expect(late.state.open).toEqual(closed.state.open);
});

it('does not let one record from the future close everything', () => {
  const { state, side } = fold(empty(), [at(NOW), at(NOW + 10_001), at(NOW + 1)]);
  expect(side).toEqual([{ reason: 'FUTURE', input: at(NOW + 10_001) }]);
  expect(state.streamTime).toBe(NOW + 1);
});

it('closes the last windows of an idle partition by the wall clock', () => {
  const { state } = fold(empty(), [at(NOW, 5)]);
  expect(advanceWindows(state, NOW + 2_999, settings).results).toEqual([]);
  const idle = advanceWindows(state, NOW + 7_000, settings);
  expect(idle.results).toMatchObject([{ id: `a:${NOW}`, aggregate: 5, count: 1 }]);
  expect(advanceWindows(idle.state, NOW + 60_000, settings).results).toEqual([]);
});

it('counts what has no time of its own in the window of the moment, and lets it move nothing', () => {
  const first = fold(empty(), [at(null, 1)]);
  expect(first.state.streamTime).toBe(NOW);
  const { state } = fold(first.state, [at(NOW + 9_000), at(null, 2)], NOW + 20_000);
  expect([...state.open.values()]).toEqual([{ key: 'a', start: NOW + 8_000, aggregate: 3, count: 2 }]);
  // The clock has gone back: what carries a time would be ahead of it.
  expect(fold(state, [at(null)], NOW - 60_000).side).toEqual([]);
});

it('is idle while nothing moves stream time, whatever else comes', () => {
  const { state } = fold(empty(), [at(NOW)]);
  const later = fold(state, [at(NOW), at(null), at(NOW - 9_000)], NOW + 2_999);
  expect(advanceWindows(later.state, NOW + 7_000, settings).results).toMatchObject([{ count: 3 }]);
});

it('follows a wall clock that has gone back from where it is then', () => {
  const { state } = fold(empty(), [at(NOW)]);
  const back = advanceWindows(state, NOW - 3_600_000, settings);
  expect(back.results).toEqual([]);
  expect(advanceWindows(back.state, NOW - 3_600_000 + 7_000, settings).results).toHaveLength(1);
});

it('never closes a window twice, and results + side + open are the inputs at every instant', () => {
  const input = fc.record({
    key: fc.constantFrom('a', 'b', 'c'),
    value: fc.integer({ min: -5, max: 5 }),
    timestamp: fc.option(fc.integer({ min: NOW - 20_000, max: NOW + 20_000 }), { freq: 9 }),
  });
  const step = fc.record({
    inputs: fc.array(input, { maxLength: 6 }),
    waitMs: fc.integer({ min: -2_000, max: 9_000 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let state = empty();
      let now = NOW;
      const expected = { count: 0, total: 0 };
      const out = { count: 0, total: 0 };
      const ids = new Set<string>();
      for (const { inputs, waitMs } of steps) {
        now += waitMs; // also backwards: clocks jump
        const folded = fold(state, inputs, now);
        const idle = advanceWindows(folded.state, now, settings);
        state = idle.state;
        for (const { value } of inputs) {
          expected.count += 1;
          expected.total += value;
        }
        for (const { id, count, aggregate } of [...folded.results, ...idle.results]) {
          expect(ids.has(id)).toBe(false);
          ids.add(id);
          out.count += count;
          out.total += aggregate;
        }
        for (const { input } of folded.side) {
          out.count += 1;
          out.total += input.value;
        }
        const open = [...state.open.values()];
        expect(out.count + open.reduce((total, window) => total + window.count, 0)).toBe(expected.count);
        expect(out.total + open.reduce((total, window) => total + window.aggregate, 0)).toBe(expected.total);
      }
    }),
    { numRuns: 500 },
  );
});
