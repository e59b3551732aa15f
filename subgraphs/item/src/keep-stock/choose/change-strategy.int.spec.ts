import { eventually, race } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { item, request } from '../../../test/item-fixture.ts';
import { type WindowFixture, windowFixture } from '../../../test/window-fixture.ts';

let shop: WindowFixture;
beforeAll(async () => {
  shop = await windowFixture({ defaultStrategy: 'merge' });
});
afterAll(() => shop.drop());
beforeEach(() => shop.reset());

const decide = (...requests: ReturnType<typeof request>[]) => shop.decide(requests);
const agree = (name: string, left: number) =>
  eventually(async () => expect(await shop.leftOf(name)).toEqual({ gate: left, mysql: left }));
const reserved = { outcome: 'RESERVED' };

describe('a change of the strategy', () => {
  it('to the window opens the gate with what merge has left', async () => {
    await shop.shelve('lamp', 5);
    await decide(request('a', { lamp: 2 }));
    expect(await shop.choose('*', 'window')).toEqual({ strategy: 'window', next: null });
    await decide(request('b', { lamp: 1 }));
    await agree('lamp', 2);
  });

  it('from the window waits until windows have counted everything', async () => {
    await shop.shelve('lamp', 5);
    await shop.choose('*', 'window');
    await decide(request('a', { lamp: 2 }));
    expect(await shop.choose('*', 'merge')).toEqual({ strategy: 'window', next: 'merge' });
    expect(await shop.finishDrains()).toBe(false);
    expect(await shop.decideOnce([request('b', { lamp: 1 })])).toEqual([null]);
    // What was decided before is answered, and given back when it can be.
    expect(await decide(request('a', { lamp: 2 }))).toMatchObject([reserved]);
    await shop.land();
    expect(await shop.finishDrains()).toBe(true);
    expect(await decide(request('b', { lamp: 1 }))).toMatchObject([reserved]);
    await shop.release(['a']);
    expect([await shop.stockOf('lamp'), await shop.imbalances()]).toEqual([4, []]);
    await shop.choose('*', 'window');
    await decide(request('c', { lamp: 1 }));
    await agree('lamp', 3);
  });

  it('from the window takes effect at once where no gate was opened', async () => {
    await shop.choose('*', 'window');
    expect(await shop.choose('*', 'lock')).toEqual({ strategy: 'lock', next: null });
  });

  it('back to the window ends the draining', async () => {
    await shop.shelve('lamp', 5);
    await shop.choose('*', 'window');
    await decide(request('a', { lamp: 2 }));
    await shop.choose('*', 'merge');
    await shop.choose('*', 'window');
    await decide(request('b', { lamp: 1 }));
    await agree('lamp', 2);
  });

  it('for all drains no item with a choice of its own, and the other way round', async () => {
    await shop.shelve('lamp', 5);
    await shop.shelve('desk', 5);
    await shop.choose('*', 'window');
    await shop.choose(item('desk'), 'window');
    await decide(request('a', { lamp: 1 }), request('b', { desk: 1 }));
    await shop.choose('*', 'merge');
    expect(await decide(request('c', { desk: 1 }))).toMatchObject([reserved]);
    await shop.choose(item('desk'), 'lock');
    await shop.land();
    await shop.finishDrains();
    expect(await shop.database.rows('SELECT scope, strategy, next FROM stock_strategy ORDER BY scope')).toEqual([
      { scope: '*', strategy: 'merge', next: null },
      { scope: item('desk'), strategy: 'lock', next: null },
    ]);
  });

  it('waits for the batch that is being decided, and the next one sees it', async () => {
    await shop.shelve('lamp', 5);
    await decide(request('first', { lamp: 1 }));
    let changed: Promise<unknown> | undefined;
    await shop.rival.transaction(async (tx) => {
      await shop.chosen.decide(tx, [request('a', { lamp: 1 })], shop.clock());
      changed = shop.choose(item('lamp'), 'window');
      await eventually(async () => {
        const waiting = await shop.database.rows(
          "SELECT id FROM information_schema.processlist WHERE info LIKE '%stock_strategy%' AND id <> CONNECTION_ID() AND db = DATABASE()",
        );
        expect(waiting).toHaveLength(1);
      });
    });
    await changed;
    await decide(request('b', { lamp: 1 }));
    await agree('lamp', 2);
  });

  it('opens a gate with too much when a batch does not hold its choice (control)', async () => {
    await shop.shelve('lamp', 5);
    await shop.rival.transaction(async (tx) => {
      await shop.merge.decide(tx, [request('a', { lamp: 1 })], shop.clock());
      await shop.choose(item('lamp'), 'window');
      await shop.rebuilder.rebuildLost(item('lamp'));
    });
    expect(await shop.leftOf('lamp')).toEqual({ gate: 5, mysql: 4 });
  });

  it('in a rush, there and back, sells what is there', async () => {
    const PIECES = 60;
    await shop.shelve('hot', PIECES);
    const outcomes: string[] = [];
    let isOver = false;
    const windows = (async () => {
      while (!isOver) {
        await shop.land();
        await shop.finishDrains();
      }
    })();
    const buyers = race(6, async (buyer) => {
      for (let turn = 0; turn < 30; turn++) {
        const name = `${buyer}-${turn}`;
        const [reservation] = await decide(request(name, { hot: 1 }));
        outcomes.push(reservation?.outcome ?? 'none');
        if (turn % 10 === 9 && reservation?.outcome === 'RESERVED') {
          await shop.release([name]);
          outcomes.push('GIVEN BACK');
        }
      }
    });
    for (const strategy of ['window', 'lock', 'merge', 'lock', 'window', 'merge'] as const) {
      const seen = outcomes.length;
      await shop.choose('*', strategy);
      await eventually(async () => expect(outcomes.length).toBeGreaterThan(Math.min(seen + 12, 179)));
    }
    const results = await buyers;
    isOver = true;
    await windows;
    expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
    const held =
      outcomes.filter((one) => one === 'RESERVED').length - outcomes.filter((one) => one === 'GIVEN BACK').length;
    await shop.land();
    expect([await shop.stockOf('hot'), held]).toEqual([PIECES - held, PIECES]);
    expect(await shop.imbalances()).toEqual([]);
    expect((await shop.leftOf('hot')).mysql).toBe(0);
  });
});
