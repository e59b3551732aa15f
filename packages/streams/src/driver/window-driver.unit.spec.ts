import { expect, it } from 'vitest';
import { createWindowDriver } from './window-driver.ts';

it('sums per key and window, by records and by time fed by hand', () => {
  const settings = { sizeMs: 10, graceMs: 5, maxFutureMs: 1_000, idleAfterMs: 50 };
  const sum = { initial: 0, add: (total: number, value: number) => total + value };
  const driver = createWindowDriver(0, settings, sum);
  driver.pipe({ key: 'a', value: 1, timestamp: 3 }, { key: 'a', value: 2, timestamp: 9 });
  driver.pipe({ key: 'a', value: 4, timestamp: 16 });
  expect(driver.results).toMatchObject([{ id: 'a:0', aggregate: 3 }]);
  driver.pipe({ key: 'a', value: 8, timestamp: 5 });
  expect(driver.side).toMatchObject([{ reason: 'LATE', input: { value: 8 } }]);
  driver.advance(49);
  expect(driver.open()).toBe(1);
  driver.advance(1);
  expect(driver.results.map(({ aggregate }) => aggregate)).toEqual([3, 4]);
  expect(driver.open()).toBe(0);
});
