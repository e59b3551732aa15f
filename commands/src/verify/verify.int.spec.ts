import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { Database } from '@rushgraph/database';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ago, id, insert, ledger, NOW, type ShopStores, setAside, shopStores } from '../../test/shop-stores.ts';
import { readOrderStock } from './order-stock/read-order-stock.ts';
import { readPages, withPages } from './pages/read-pages.ts';
import { runVerify } from './run-verify.ts';

let shop: ShopStores;
beforeAll(async () => {
  shop = await shopStores();
});
afterAll(() => shop.drop());
beforeEach(() => shop.refill());

const verify = () => runVerify({ addresses: shop.addresses, now: NOW, looks: 3, pauseMs: 1 });

/**
 * The lines of the broken invariants, without what to do about them; of pages only on demand, because whatever a test
 * changes behind the back of its service the pages have not heard of.
 */
async function broken(isOfPages = false): Promise<string[]> {
  const { report, exitCode } = await verify();
  const lines = report.split('\n');
  const found = lines.filter((line) => line.startsWith('✗')).map((line) => line.replace(/ {2,}/g, ' | '));
  expect(exitCode).toBe(found.length > 0 ? 1 : 0);
  expect(lines.filter((line) => line.includes('→'))).toHaveLength(found.length);
  return found.filter((line) => line.startsWith('✗ mypage') === isOfPages);
}

it('passes a healthy shop, part of it in motion, and shows the figures', async () => {
  const { report, exitCode } = await verify();
  expect(report).not.toContain('✗');
  expect(exitCode).toBe(0);
  expect(report).toContain('0 of 3 items apart (35 pieces)');
  expect(report).toContain('0 of 6 lines wrong (5 reservations, 2 refusals)');
  expect(report).toContain('0 of 3 deltas late; pieces: -7 decided, -2 written, -5 in flight');
  expect(report).toContain('0 of 1 PENDING (3 CONFIRMED, 2 REJECTED, 1 CANCELLED)');
  expect(report).toMatch(/All \d+ invariants hold\.$/);
});

it('ends as a command with what it found, and says where it could not read', async () => {
  await shop.item.run('UPDATE item SET stock = stock + 1 WHERE id = ?', [id('lamp')]);
  const run = (env: Record<string, string>) =>
    new Promise<{ stdout: string; stderr: string; status: unknown }>((resolve) => {
      const script = join(import.meta.dirname, '..', 'verify.ts');
      execFile(process.execPath, [script], { env: { ...process.env, ...env } }, (error, stdout, stderr) =>
        resolve({ stdout, stderr, status: error?.code ?? 0 }),
      );
    });
  const { mysql, kafka, mongodb, redis } = shop.addresses;
  const env = {
    USER_MYSQL_URL: mysql.user,
    ITEM_MYSQL_URL: mysql.item,
    ORDER_MYSQL_URL: mysql.order,
    COUPON_MYSQL_URL: mysql.coupon,
    REDIS_URL: redis.url,
    MONGODB_URL: mongodb,
    KAFKA_BROKERS: kafka.brokers,
    KAFKA_TOPIC_PREFIX: kafka.topicPrefix,
  };
  const [found, blind] = await Promise.all([
    run(env),
    run({ ...env, ORDER_MYSQL_URL: 'mysql://root@127.0.0.1:1/order' }),
  ]);
  expect(found.stdout).toContain('1 of 3 items apart');
  expect(found.status).toBe(1);
  expect(blind.stderr).toMatch(/^The shop could not be verified: the database of order cannot be read/);
  expect(blind.status).toBe(1);
});

describe('verify reports stock', () => {
  it('that is not the sum of its ledger', async () => {
    await shop.item.run('UPDATE item SET stock = stock + 1 WHERE id = ?', [id('lamp')]);
    expect(await broken()).toEqual([
      `✗ item | stock = Σ ledger | 1 of 3 items apart (36 pieces): ${id('lamp')} has 8, its ledger says 7`,
    ]);
  });

  it('that is below zero', async () => {
    await withoutCheck(shop.item, 'item', 'item_stock', 'stock >= 0', async () => {
      await shop.item.run('UPDATE item SET stock = -1 WHERE id = ?', [id('desk')]);
      await ledger(shop.item, ['desk', -11, 'CORRECTION', 'oops']);
      expect(await broken()).toEqual(['✗ item | stock ≥ 0 | 1 of 3 items below']);
    });
  });

  it('that moved for an item that is not there', async () => {
    await ledger(shop.item, ['ghost', 5, 'RESTOCK', 'oops']);
    expect(await broken()).toEqual(['✗ item | every ledger row is of an item | 1 item in the ledger alone']);
  });
});

describe('verify reports a reservation', () => {
  const move = (item: string, quantity: number) =>
    shop.item.run('UPDATE item SET stock = stock + ? WHERE id = ?', [quantity, id(item)]);

  it('whose stock was not taken', async () => {
    await shop.item.run(`DELETE FROM stock_ledger WHERE reference = ? AND item_id = ?`, [id('bought'), id('lamp')]);
    await move('lamp', 3);
    expect(await broken()).toEqual([
      `✗ item | every reserved line took its stock once | 1 of 6 lines wrong (5 reservations, 2 refusals): ${id('bought')}`,
    ]);
  });

  it('whose stock was taken by the lock and by the gate', async () => {
    await ledger(shop.item, ['phone', -2, 'ORDER', 'gated']);
    await move('phone', -2);
    expect(await broken()).toEqual([
      `✗ item | every reserved line took its stock once | 1 of 6 lines wrong (5 reservations, 2 refusals): ${id('gated')}`,
    ]);
  });

  it('that was released and gave nothing back', async () => {
    await shop.item.run(`DELETE FROM stock_ledger WHERE cause = 'RELEASE'`);
    await move('desk', -1);
    expect(await broken()).toEqual([
      `✗ item | every released line, and no other, gave it back once | 1 wrong, 1 line released (1 order): ${id('back')}`,
    ]);
  });

  it('that gave back without being released', async () => {
    await ledger(shop.item, ['lamp', 3, 'RELEASE', 'bought']);
    await move('lamp', 3);
    expect(await broken()).toEqual([
      `✗ item | every released line, and no other, gave it back once | 1 wrong, 1 line released (1 order): ${id('bought')}`,
    ]);
  });

  it('that does not exist for what was taken', async () => {
    await ledger(shop.item, ['lamp', -1, 'ORDER', 'sad'], ['desk', 1, 'RELEASE', 'sad']);
    await move('lamp', -1);
    await move('desk', 1);
    expect(await broken()).toEqual([
      '✗ item | no stock moved for an order without reservation | 1 taken, 1 given back',
    ]);
  });
});

describe('verify reports a gate', () => {
  it('that promised more than is there', async () => {
    await shop.item.run('UPDATE stock_delta SET quantity = -40 WHERE order_id = ?', [id('moving')]);
    await shop.item.run(
      `UPDATE reservation SET line_items = JSON_REPLACE(line_items, '$[0].quantity', 40) WHERE order_id = ?`,
      [id('moving')],
    );
    expect(await broken()).toEqual([
      `✗ item | gates promise no more than is there | 1 of 1 item with a gate oversold: ${id('phone')}`,
    ]);
  });

  it('whose deltas are not counted', async () => {
    await shop.item.run('UPDATE stock_delta SET decided_at = ?', [ago(61)]);
    expect(await broken()).toEqual([
      '✗ item | every delta of a gate is counted in time | 1 of 3 deltas late; pieces: -7 decided, -2 written, -5 in flight',
    ]);
  });

  it.each([
    ['a window holds', 'UPDATE stream_window SET aggregate = -2', -2, 0],
    ['is counted', `UPDATE stock_delta SET state = 'COUNTED'`, -1, 0],
    ['is parked', `INSERT INTO stock_parked VALUES ('${id('phone')}', 'w2', -2, '2026-03-01 12:00:00')`, -1, -2],
  ])('whose windows do not write what they count: more %s', async (_, statement, open, parked) => {
    await shop.item.run(statement);
    expect(await broken()).toEqual([
      `✗ item | what windows count, they write once | 1 item apart; pieces: ${open} in open windows, ${parked} parked: ${id('phone')}`,
    ]);
  });

  it('whose window waits for stock', async () => {
    await shop.item.run(`DELETE FROM stock_ledger WHERE cause = 'WINDOW'`);
    await shop.item.run('UPDATE item SET stock = stock + 2 WHERE id = ?', [id('phone')]);
    await insert(shop.item, 'stock_parked', 'item_id, reference, quantity, parked_at', [id('phone'), 'w', -2, ago(61)]);
    expect(await broken()).toEqual([
      '✗ item | no result of a window waits for stock | 1 result parked, 1 of them too long',
    ]);
  });
});

describe('verify reports an order', () => {
  it('that has no lines', async () => {
    await shop.order.run(`UPDATE orders SET line_items = '[]' WHERE id = ?`, [id('sad')]);
    expect(await broken()).toEqual(['✗ order | no order without lines | 1 of 7 orders without lines']);
  });

  it('that is PENDING for too long', async () => {
    await shop.order.run(`UPDATE orders SET placed_at = ? WHERE status = 'PENDING'`, [ago(61)]);
    expect(await broken()).toEqual([
      '✗ order | no order is PENDING for more than 60 s | 1 of 1 PENDING (3 CONFIRMED, 2 REJECTED, 1 CANCELLED)',
    ]);
  });

  it('whose total is not that of its lines', async () => {
    await shop.order.run('UPDATE orders SET total_amount = 401 WHERE id = ?', [id('bought')]);
    expect(await broken()).toEqual([
      '✗ order | a sold order costs what its lines add up to | 1 of 4 sold orders wrong',
    ]);
  });

  it('that is final without saying when, or rejected without saying why', async () => {
    await shop.order.run('UPDATE orders SET settled_at = NULL WHERE id = ?', [id('bought')]);
    await shop.order.run('UPDATE orders SET rejection_reason = NULL WHERE id = ?', [id('sad')]);
    expect(await broken()).toEqual(['✗ order | a final order says when, a rejected one why | 2 of 7 orders do not']);
  });

  it('whose result waits for too long', async () => {
    const columns = 'order_id, result, parked_at';
    await insert(shop.order, 'parked_result', columns, [id('a'), '{}', ago(121)], [id('b'), '{}', ago(60)]);
    expect(await broken()).toEqual([
      '✗ order | no stock result is parked for more than 120 s | 2 results parked, 1 of them too long',
    ]);
  });
});

describe('verify reports stock of orders', () => {
  it('that is not reserved although they are CONFIRMED', async () => {
    await shop.order.run(
      `UPDATE orders SET status = 'CONFIRMED', total_amount = 0, rejection_reason = NULL WHERE id = ?`,
      [id('sad')],
    );
    const lines = (...of: [item: string, quantity: number, price: number][]) =>
      JSON.stringify(of.map(([name, quantity, amount]) => ({ itemId: id(name), quantity, unitPrice: { amount } })));
    const rewrite = 'UPDATE orders SET line_items = ? WHERE id = ?';
    await shop.order.run(rewrite, [lines(['lamp', 99, 0]), id('sad')]);
    await shop.order.run(rewrite, [lines(['desk', 1, 400], ['lamp', 2, 0]), id('bought')]);
    expect(await broken()).toEqual([
      `✗ order, item | a CONFIRMED order holds its stock | 1 hold none, 1 hold other lines of 7 orders and 4 reservations: ${id('bought')}, ${id('sad')}`,
    ]);
  });

  it('that is still held although they are over', async () => {
    await shop.order.run(`UPDATE orders SET status = 'CANCELLED' WHERE id = ?`, [id('bought')]);
    expect(await broken()).toEqual([
      `✗ order, item | a REJECTED or CANCELLED order holds none | 1 still hold some of 7 orders and 4 reservations: ${id('bought')}`,
    ]);
  });

  it('only when it still stands after another look, because the shop is at work', async () => {
    await shop.order.run(`UPDATE orders SET status = 'CANCELLED' WHERE id = ?`, [id('bought')]);
    const looking = (pause: () => Promise<unknown>) =>
      readOrderStock({ order: shop.order, item: shop.item, since: ago(120), looks: 3, pause });
    const release = () =>
      shop.item.run('UPDATE reservation SET released_at = ? WHERE order_id = ?', [NOW, id('bought')]);
    expect([...(await looking(async () => undefined)).faults]).toEqual([[id('bought'), 'kept']]);
    expect((await looking(release)).faults.size).toBe(0);
  });

  it('that is held although they are not there', async () => {
    await shop.order.run('DELETE FROM orders WHERE id = ?', [id('gated')]);
    expect(await broken()).toEqual([
      `✗ order, item | no stock is held for an order that is not there | 1 held for nobody of 6 orders and 4 reservations: ${id('gated')}`,
    ]);
  });
});

describe('a page', () => {
  const invariant = 'the page of every account shows its profile, orders and coupons';

  it('that has not heard of what its owners know', async () => {
    await shop.order.run(`UPDATE orders SET status = 'CANCELLED' WHERE id = ?`, [id('bought')]);
    expect(await broken(true)).toEqual([`✗ mypage | ${invariant} | 1 of 1 account otherwise: ${id('ann')} (orders)`]);
  });

  it('that is not there', async () => {
    await shop.pages.deleteOne({ _id: id('ann') });
    expect(await broken(true)).toEqual([`✗ mypage | ${invariant} | 1 of 1 account otherwise: ${id('ann')} (missing)`]);
  });

  it('that is kept although its account is gone', async () => {
    await shop.user.run('DELETE FROM user WHERE id = ?', [id('ann')]);
    expect(await broken(true)).toEqual([
      `✗ mypage | no page is kept of an account that is gone | 1 of 2 pages: ${id('ann')} (kept)`,
    ]);
  });

  it('is looked at again while its events are on their way', async () => {
    const page = await shop.pages.findOne({ _id: id('ann') });
    await shop.pages.deleteOne({ _id: id('ann') });
    const { user, order, coupon } = shop;
    const looking = (pause: () => Promise<unknown>) =>
      withPages(shop.addresses.mongodb, NOW, (pages) => readPages({ user, order, coupon, pages, looks: 3, pause }));
    expect([...(await looking(async () => undefined)).faults]).toEqual([[id('ann'), 'missing']]);
    if (page === null) throw new Error('the page was not there');
    expect((await looking(() => shop.pages.replaceOne({ _id: page._id }, page, { upsert: true }))).faults.size).toBe(0);
  });
});

it('finds events that nobody publishes, in every service', async () => {
  const columns = 'bucket, aggregatetype, aggregateid, type, headers, created_at';
  for (const [database, age] of [
    [shop.user, 61],
    [shop.item, 62],
    [shop.order, 63],
    [shop.coupon, 64],
  ] as const) {
    await insert(database, 'outbox', columns, [0, 't', 'k', 't', '{}', ago(age)], [0, 't', 'k', 't', '{}', NOW]);
  }
  const invariant = 'no event waits in the outbox for more than 60 s';
  expect(await broken()).toEqual([
    `✗ item | ${invariant} | 2 events, the oldest for 62.0 s`,
    `✗ order | ${invariant} | 2 events, the oldest for 63.0 s`,
    `✗ coupon | ${invariant} | 2 events, the oldest for 64.0 s`,
    `✗ user | ${invariant} | 2 events, the oldest for 61.0 s`,
  ]);
});

it('finds campaigns that gave out too much, or count wrongly', async () => {
  await withoutCheck(shop.coupon, 'campaign', 'campaign_not_over_issued', 'issued <= quantity', async () => {
    await shop.coupon.run('UPDATE campaign SET issued = 3 WHERE id = ?', [id('summer')]);
    expect(await broken()).toEqual([
      '✗ coupon | no campaign gives out more than it has | 1 of 2 campaigns over',
      `✗ coupon | a campaign counts its coupons | 1 apart, 0 campaigns missing (5 coupons): ${id('summer')}`,
    ]);
  });
});

it('finds sessions with two tokens, or of nobody', async () => {
  await shop.user.run('UPDATE refresh_token SET spent_at = NULL');
  await shop.user.run('UPDATE refresh_session SET user_id = ?', [id('ghost')]);
  expect(await broken()).toEqual([
    '✗ user | a session has one token and one user | 1 session of 1 user: 1 with several tokens, 1 of nobody',
  ]);
});

it('finds nothing wrong with the ended sessions of a deleted account', async () => {
  await shop.user.run('UPDATE refresh_session SET user_id = ?, revoked_at = created_at', [id('ghost')]);
  expect(await broken()).toEqual([]);
});

// The last of this file: the topic keeps the letter.
it('finds dead letters', async () => {
  await setAside(shop.kafka, 'commerce.stock.result.v1', 'order');
  const [found] = await broken();
  expect(found).toMatch(
    /^✗ kafka \| no dead letter waits \| 1 letter in \d+ inboxes: 1 of commerce.stock.result.v1 for order$/,
  );
});

async function withoutCheck(database: Database, table: string, name: string, check: string, work: () => Promise<void>) {
  await database.run(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
  try {
    await work();
  } finally {
    await shop.refill();
    await database.run(`ALTER TABLE ${table} ADD CONSTRAINT ${name} CHECK (${check})`);
  }
}
