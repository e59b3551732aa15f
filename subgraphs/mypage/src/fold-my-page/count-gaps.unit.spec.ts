import { expect, test } from 'vitest';
import { coupon, moment, order, profile } from '../../test/happenings.ts';
import { countGaps } from './count-gaps.ts';
import { foldMyPage } from './fold-my-page.ts';

const nothingArchived = () => false;

test('counts versions that never came, and nothing for what came twice or late', () => {
  const page = foldMyPage(null, order('ada', 1, 2), nothingArchived);
  expect(countGaps(null, order('ada', 1, 2), nothingArchived)).toBe(1);
  expect(countGaps(page, order('ada', 1, 5), nothingArchived)).toBe(2);
  expect(countGaps(page, order('ada', 1, 3), nothingArchived)).toBe(0);
  expect(countGaps(page, order('ada', 1, 1), nothingArchived)).toBe(0);
  expect(countGaps(page, profile('ada', 3), nothingArchived)).toBe(2);
  expect(countGaps(page, coupon('ada', 1, 1), nothingArchived)).toBe(0);
  expect(countGaps(page, { kind: 'erased', userId: 'ada', time: moment(1) }, nothingArchived)).toBe(0);
});

test('does not take a forgotten order for one that never came', () => {
  const page = Array.from({ length: 40 }, (_, number) => order('ada', number, 1)).reduce(
    (before, one) => foldMyPage(before, one, nothingArchived),
    foldMyPage(null, order('ada', 0, 1), nothingArchived),
  );
  expect(countGaps(page, order('ada', 1, 3), nothingArchived)).toBe(0);
  const archived = { ...page, orders: { ...page.orders, earlier: [], archivedTo: { id: 'z', at: moment(30) } } };
  expect(countGaps(archived, order('ada', 1, 3), () => true)).toBe(0);
  expect(countGaps(archived, order('ada', 1, 3), nothingArchived)).toBe(2);
});
