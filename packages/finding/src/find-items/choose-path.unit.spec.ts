import { expect, it } from 'vitest';
import { FEW, pathOf } from './choose-path.ts';

const counts = (...of: number[]) => of.map((count, index) => ({ part: `part ${index}`, count }));

it('needs no more when a part of the search is nowhere', () => {
  expect(pathOf(counts(FEW + 1, 0, 3))).toEqual({ kind: 'NONE' });
});

it('takes the rarest part when few names have it', () => {
  expect(pathOf(counts(FEW + 1, FEW, FEW + 1))).toEqual({ kind: 'FEW', part: 'part 1' });
  expect(pathOf(counts(7, 3, 5))).toEqual({ kind: 'FEW', part: 'part 1' });
});

it('walks the order when many names have every part', () => {
  expect(pathOf(counts(FEW + 1))).toEqual({ kind: 'MANY' });
  expect(pathOf(counts(FEW + 1, FEW + 1))).toEqual({ kind: 'MANY' });
});
