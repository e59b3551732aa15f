import { expect, it } from 'vitest';
import { ordered, type Paid, paid } from '../../test/orders.ts';
import { createJoinDriver } from '../driver/join-driver.ts';

function joinPayments() {
  const joined: string[] = [];
  const missing: string[] = [];
  const driver = createJoinDriver({
    table: ordered,
    stream: paid,
    store: joined,
    partitions: 2,
    partitionOf: (key, count) => key.charCodeAt(0) % count,
    handle: async ({ records }, store, lookup) => {
      for (const { key, data } of records) {
        const order = lookup(key);
        if (order === undefined) missing.push(key);
        else store.push(`${order.what} for ${data?.amount}`);
      }
    },
  });
  return { driver, joined, missing };
}

const pay = (id: string, amount: number): Paid => ({ id, amount });

it('joins a record of the stream with the row as it is at that moment', async () => {
  const { driver, joined } = joinPayments();
  driver.upsert({ id: 'a', what: 'pen' });
  await driver.pipe([pay('a', 1)], 0);
  driver.upsert({ id: 'a', what: 'ink' });
  await driver.pipe([pay('a', 2)], 1);
  expect(joined).toEqual(['pen for 1', 'ink for 2']);
});

it('is triggered by the stream alone', async () => {
  const { driver, joined, missing } = joinPayments();
  await driver.pipe([pay('a', 1)], 0);
  driver.upsert({ id: 'a', what: 'pen' });
  expect([joined, missing]).toEqual([[], ['a']]);
});

it('finds no row after its tombstone', async () => {
  const { driver, joined, missing } = joinPayments();
  driver.upsert({ id: 'a', what: 'pen' });
  driver.remove('a');
  await driver.pipe([pay('a', 1)], 0);
  expect([joined, missing, driver.size()]).toEqual([[], ['a'], 0]);
});

it('knows the same rows after a rebalance', async () => {
  const { driver, joined } = joinPayments();
  for (const id of ['a', 'b', 'c']) driver.upsert({ id, what: id });
  driver.remove('b');
  driver.rebalance();
  await driver.pipe([pay('a', 1), pay('c', 2)], 0);
  expect(joined).toEqual(['a for 1', 'c for 2']);
  expect(driver.size()).toBe(2);
});
