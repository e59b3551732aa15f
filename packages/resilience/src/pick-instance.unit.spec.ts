import { expect, it } from 'vitest';
import { pickFrom } from './index.ts';

const none = new Set<string>();

it('takes turns among instances that are equally busy', () => {
  const instances = pickFrom([{ id: 'a' }, { id: 'b' }, { id: 'c' }]);
  const picked = Array.from({ length: 6 }, () => instances.pick(none, () => 0)?.id);
  expect(picked).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
});

it('picks the least busy instance that is not excluded, or none', () => {
  const busy: Record<string, number> = { a: 1, b: 5, c: 3 };
  const instances = pickFrom([{ id: 'a' }, { id: 'b' }, { id: 'c' }]);
  const pick = (...exclude: string[]) => instances.pick(new Set(exclude), (id) => busy[id] ?? 0)?.id;
  expect([pick(), pick('a'), pick('a', 'c'), pick('a', 'b', 'c')]).toEqual(['a', 'c', 'b', undefined]);
});
