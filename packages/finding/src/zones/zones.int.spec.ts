import type { ItemId } from '@rushgraph/contracts';
import { eventually, seededIds, seededRandom } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { anItem } from '../../test/an-item.ts';
import { type FindingFixture, findingFixture, insertItems } from '../../test/finding-fixture.ts';
import { foldName } from '../catalogue/fold-text.ts';
import type { Item } from '../catalogue/item.ts';
import { orderColumn, orderFields } from '../catalogue/item-order.ts';
import { findItems } from '../find-items/find-items.ts';
import { indexItems } from '../index-items.ts';
import { divideOpenZones, divideZonesOf } from './divide-zones.ts';
import { holdZones, openZones } from './hold-zones.ts';
import { holds, signatureOf } from './signature.ts';

let shop: FindingFixture;
const random = seededRandom(7);
let newId: ReturnType<typeof seededIds>;
beforeAll(async () => {
  shop = await findingFixture();
  newId = seededIds(7, shop.clock);
});
afterAll(() => shop.drop());
beforeEach(() => shop.empty());

function make(name: string): Item {
  shop.clock.advance(1);
  const price = { amount: Math.floor(random() * 1_000), currency: 'KRW' } as const;
  return anItem({ id: newId<ItemId>(), name, price, stock: 0, createdAt: shop.clock() });
}

/** So many items with plain names, and zones that are closed. */
async function fill(count: number): Promise<Item[]> {
  const items = Array.from({ length: count }, (_, index) => make(`plain ${index}`));
  await shop.insert(items);
  await divideOpenZones(shop.database);
  return items;
}

/** Items that a walk by zones would not find: the zone in which they are has a signature that lacks their names. */
async function untold(): Promise<string[]> {
  const zones = await shop.database.rows<{ zone: number; signature: Buffer | null }>(
    'SELECT zone, signature FROM item_zone',
  );
  const signatures = new Map(zones.map(({ zone, signature }) => [zone, signature]));
  const lost: string[] = [];
  for (const field of orderFields) {
    const column = orderColumn[field];
    const items = await shop.database.rows<{ name: string; zone: number }>(
      `SELECT name, (SELECT zone FROM item_zone AS begins WHERE place = ?
         AND (begins.${column} < item.${column} OR begins.${column} = item.${column} AND begins.id <= item.id)
         ORDER BY begins.${column} DESC, begins.id DESC LIMIT 1) AS zone FROM item`,
      [field],
    );
    for (const { name, zone } of items) {
      const signature = signatures.get(zone) ?? null;
      if (signature !== null && !holds(signature, signatureOf([foldName(name)]))) lost.push(`${name} by ${field}`);
    }
  }
  return lost;
}

/** How many are found through all pages by walking the order. */
async function found(nameContains: string): Promise<number[]> {
  const counts = orderFields.map(async (field) => {
    const items = await findItems(shop.database, { nameContains, filter: {}, field, direction: 'ASC', limit: 1_000 });
    return items.length;
  });
  return Promise.all(counts);
}

const zones = () =>
  shop.database.rows<{ place: string; zones: number; closed: number }>(
    'SELECT place, COUNT(*) AS zones, COUNT(signature) AS closed FROM item_zone GROUP BY place ORDER BY place',
  );

it('divides a catalogue into closed zones of 256 items and an open one for what comes', async () => {
  await fill(1_200);
  // 256 + 256 + 256, and 432 are not too many for one.
  expect(await zones()).toEqual(orderFields.map((place) => ({ place, zones: 4, closed: 3 })));
  expect(await untold()).toEqual([]);
});

it('tells closed zones of new names before these are there', async () => {
  await fill(1_200);
  const zebras = Array.from({ length: 120 }, (_, index) => make(`a zebra ${index}`));
  for (let start = 0; start < zebras.length; start += 20) {
    await shop.insert(zebras.slice(start, start + 20));
  }
  expect((await zones()).map(({ closed }) => closed)).toEqual([3, 3, 3]);
  expect(await found('zebra')).toEqual([120, 120, 120]);
  expect(await untold()).toEqual([]);
});

it('divides a closed zone that has grown to more than twice its size', async () => {
  const items = await fill(1_200);
  const [first] = items;
  if (first === undefined) throw new Error('no item');
  const more = Array.from({ length: 300 }, () => ({ ...make('plain 0'), createdAt: first.createdAt }));
  for (let start = 0; start < more.length; start += 20) {
    await shop.insert(more.slice(start, start + 20));
  }
  await divideZonesOf(shop.database, first);
  expect((await zones())[0]).toEqual({ place: 'CREATED_AT', zones: 5, closed: 4 });
  expect(await untold()).toEqual([]);
});

it('tells the zone of a new price of the name, and keeps the pages right', async () => {
  await fill(1_200);
  const dearest = Array.from({ length: 120 }, (_, index) => ({
    ...make(`yak ${index}`),
    price: { amount: 10_000 + index, currency: 'KRW' } as const,
  }));
  await shop.insert(dearest);
  await divideOpenZones(shop.database);
  const chosen = dearest.filter((_, index) => index % 4 === 0);
  for (const [index, item] of chosen.entries()) {
    const cheaper = { ...item, price: { amount: 10 + index, currency: 'KRW' } as const };
    await shop.database.transaction(async (tx) => {
      await tx.run('UPDATE item SET price_amount = ? WHERE id = ?', [cheaper.price.amount, item.id]);
      await holdZones(tx, cheaper, ['PRICE']);
    });
  }
  const byPrice = { nameContains: 'yak', filter: {}, field: 'PRICE', direction: 'ASC', limit: 40 } as const;
  const cheapest = await findItems(shop.database, byPrice);
  expect(cheapest.slice(0, 30).map(({ id }) => id)).toEqual(chosen.map(({ id }) => id));
  expect(cheapest[30]?.price.amount).toBe(10_001);
  expect(await untold()).toEqual([]);
});

it('lets nobody divide a zone while an item is being put there', async () => {
  await fill(600);
  await shop.database.transaction((tx) => openZones(tx));
  let divided: Promise<void> | undefined;
  await shop.database.transaction(async (tx) => {
    await insertItems(tx, [make('late zebra')]);
    divided = divideOpenZones(shop.database);
    await eventually(async () => {
      const [row] = await shop.database.rows<{ waiting: number }>(
        `SELECT COUNT(*) AS waiting FROM information_schema.PROCESSLIST
         WHERE DB = DATABASE() AND INFO LIKE '%FROM item_zone%FOR UPDATE' AND ID <> CONNECTION_ID()`,
      );
      expect(row?.waiting).toBe(1);
    });
  });
  await divided;
  expect(await untold()).toEqual([]);
});

it('loses no item whose zones are divided by others all the time', async () => {
  await fill(600);
  const zebras = Array.from({ length: 80 }, (_, index) => make(`zebra ${index}`));
  let isDone = false;
  const dividing = (async () => {
    while (!isDone) {
      await shop.database.transaction((tx) => openZones(tx), { retries: 20 });
      await divideOpenZones(shop.database);
    }
  })();
  const writers = [0, 1, 2, 3].map(async (writer) => {
    for (const [index, item] of zebras.entries()) if (index % 4 === writer) await shop.register(item);
  });
  await Promise.all(writers).finally(() => {
    isDone = true;
  });
  await dividing;
  expect(await untold()).toEqual([]);
  const [row] = await shop.database.rows<{ items: number }>('SELECT COUNT(*) AS items FROM item');
  expect(row?.items).toBe(680);
}, 30_000);

it('finds items that were there before the search, by whichever instance starts first', async () => {
  await fill(600);
  const rows = Array.from({ length: 1_500 }, (_, index) => make(`Old Zébra ${index}`));
  await shop.database.run('INSERT INTO item (id, name, price_amount, price_currency, stock, created_at) VALUES ?', [
    rows.map(({ id, name, price, createdAt }) => [id, name, price.amount, 'KRW', 0, createdAt]),
  ]);
  expect(await found('zebra')).toEqual([0, 0, 0]);
  const indexed = await Promise.all([indexItems(shop.database), indexItems(shop.database)]);
  expect(indexed[0] + indexed[1]).toBe(1_500);
  expect(await found('zebra')).toEqual([1_000, 1_000, 1_000]);
  expect(await found('zebra 1499')).toEqual([1, 1, 1]);
  expect(await untold()).toEqual([]);
  expect(await indexItems(shop.database)).toBe(0);
}, 30_000);
