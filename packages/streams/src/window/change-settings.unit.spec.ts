import fc from 'fast-check';
import { expect, it } from 'vitest';
import { changeSettings } from './change-settings.ts';
import { emptyWindowState, foldWindows } from './window-state.ts';

const sum = { initial: 0, add: (total: number, value: number) => total + value };
const limits = { maxFutureMs: 1_000_000, idleAfterMs: 1_000_000 };

it('changes nothing when nothing has changed, and nothing where nothing was', () => {
  const state = { ...emptyWindowState<number>(0), streamTime: 5 };
  expect(changeSettings(state, { sizeMs: 1, graceMs: 2 }, { sizeMs: 1, graceMs: 2 })).toEqual({ state, results: [] });
  const empty = emptyWindowState<number>(0);
  expect(changeSettings(empty, { sizeMs: 1, graceMs: 2 }, { sizeMs: 2, graceMs: 2 })).toEqual({
    state: empty,
    results: [],
  });
});

it('closes what is open, and lets no later window have a start that was there before', () => {
  const span = fc.record({ sizeMs: fc.integer({ min: 1, max: 12 }), graceMs: fc.integer({ min: 0, max: 20 }) });
  const times = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(span, span, times, times, (before, after, first, then) => {
      fc.pre(before.sizeMs !== after.sizeMs || before.graceMs !== after.graceMs);
      const inputs = (all: number[]) => all.map((timestamp) => ({ key: 'a', value: 1, timestamp }));
      const one = foldWindows(emptyWindowState<number>(0), inputs(first), 0, { ...before, ...limits }, sum);
      const changed = changeSettings(one.state, before, after);
      expect(changed.state.open.size).toBe(0);
      const arrivals = then.map(() => ({ key: 'a', value: 1, timestamp: null }));
      const two = foldWindows(changed.state, [...inputs(then), ...arrivals], 0, { ...after, ...limits }, sum);
      const given = [...one.results, ...changed.results].map(({ start }) => start);
      const later = [...two.results, ...two.state.open.values()].map(({ start }) => start);
      expect(new Set([...given, ...later]).size).toBe(given.length + later.length);
      expect(later.length).toBeGreaterThan(0);
      const counted = [...one.results, ...changed.results, ...two.results, ...two.state.open.values()];
      const side = one.side.length + two.side.length;
      expect(counted.reduce((total, { count }) => total + count, 0) + side).toBe(first.length + 2 * then.length);
    }),
    { numRuns: 500 },
  );
});
