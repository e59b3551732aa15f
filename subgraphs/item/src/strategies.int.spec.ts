import { eventually } from '@rushgraph/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { item, order } from '../test/item-fixture.ts';
import { type ItemProcess, itemProcess } from '../test/item-process.ts';

let service: ItemProcess;
const start = (settings: Readonly<Record<string, string>>) => {
  beforeAll(async () => {
    service = await itemProcess(settings);
  });
  afterAll(() => service.drop());
};

/** Orders, and waits for the answer. */
async function buy(name: string, wanted: Record<string, number>) {
  await service.request(name, wanted);
  return eventually(() => {
    const result = service.resultOf(name);
    if (result === undefined) throw new Error(`${name} was not decided`);
    return result.outcome;
  });
}

/** The stock in MySQL is this, and how it came to be. */
const lands = (name: string, stock: number, ...ledger: string[]) =>
  eventually(async () => expect(await service.rowOf(name)).toMatchObject({ stock, ledger }));

describe('a process that begins with merge', () => {
  start({});

  it('takes what it sells from the stock at once, and stops in order', async () => {
    await service.shelve('lamp', 5);
    expect(await buy('a', { lamp: 2 })).toBe('RESERVED');
    expect(await buy('b', { lamp: 4 })).toBe('REFUSED');
    expect(await service.rowOf('lamp')).toEqual({ stock: 3, fence: 0, ledger: ['ORDER -2'] });
    expect(await service.end()).toBe(0);
  });
});

describe('a process that begins with lock', () => {
  start({ STOCK_STRATEGY: 'lock' });

  it('sells under a fenced lock, and stops in order', async () => {
    await service.shelve('lamp', 5);
    expect(await buy('a', { lamp: 2 })).toBe('RESERVED');
    expect(await buy('b', { lamp: 4 })).toBe('REFUSED');
    const { fence, ...row } = await service.rowOf('lamp');
    expect(row).toEqual({ stock: 3, ledger: ['ORDER -2'] });
    expect(fence).toBeGreaterThan(0);
    expect(await service.end()).toBe(0);
  });
});

describe('a process that begins with window', () => {
  start({ STOCK_STRATEGY: 'window', STOCK_WINDOW_GRACE_MS: '1000' });

  it('shows what the gate has sold at once, and the window takes it from the stock', async () => {
    await service.shelve('lamp', 5);
    expect(await buy('a', { lamp: 2 })).toBe('RESERVED');
    expect(await service.shown('lamp')).toBe(3);
    expect(await buy('b', { lamp: 4 })).toBe('REFUSED');
    await lands('lamp', 3, 'WINDOW -2');
    expect([await service.shown('lamp'), (await service.health()).status]).toEqual([3, 'ready']);
  });

  it('is changed by an administrator while it runs, when what the gate has sold has landed', async () => {
    await service.shelve('desk', 10);
    expect(await buy('c', { desk: 1 })).toBe('RESERVED');
    await service.choose('LOCK');
    await lands('desk', 9, 'WINDOW -1');
    expect(await buy('d', { desk: 2 })).toBe('RESERVED');
    const { fence = 0 } = await service.rowOf('desk');
    expect(fence).toBeGreaterThan(0);
    await service.choose('MERGE', item('desk'));
    expect(await buy('e', { desk: 3 })).toBe('RESERVED');
    expect(await service.rowOf('desk')).toEqual({ stock: 4, fence, ledger: ['WINDOW -1', 'ORDER -2', 'ORDER -3'] });
    await service.choose('WINDOW', item('desk'));
    expect([await buy('f', { desk: 5 }), await buy('g', { desk: 4 })]).toEqual(['REFUSED', 'RESERVED']);
    expect(await service.shown('desk')).toBe(0);
    await lands('desk', 0, 'WINDOW -1', 'ORDER -2', 'ORDER -3', 'WINDOW -4');
  });

  it('stops in order', async () => {
    expect(await service.end()).toBe(0);
  });
});

describe('a process that finds Redis away', () => {
  const REDIS_URL = 'redis://127.0.0.1:1';

  /** The order was tried again for a moment, is not decided, and holds up nobody else of its partition. */
  async function waits(name: string): Promise<void> {
    await eventually(async () => {
      const waiting = await service.database.rows('SELECT item_id FROM stock_waiting WHERE order_id = ?', [
        order(name),
      ]);
      expect(waiting).toHaveLength(1);
    });
    for (let index = 0; index < 8; index++) expect(await buy(`${name} ${index}`, { many: 1 })).toBe('RESERVED');
    expect(service.resultOf(name)).toBeUndefined();
    expect(await service.database.rows('SELECT outcome FROM reservation WHERE order_id = ?', [order(name)])).toEqual(
      [],
    );
  }

  describe('and begins with merge', () => {
    start({ REDIS_URL });

    it('misses nothing; what is locked or has a gate waits, until that is merged too', async () => {
      await service.shelve('lamp', 5);
      await service.shelve('many', 100);
      expect(await buy('a', { lamp: 1 })).toBe('RESERVED');
      expect((await service.health()).status).toBe('ready');
      for (const strategy of ['LOCK', 'WINDOW'] as const) {
        const waiting = await service.shelve(`waiting ${strategy}`, 5);
        await service.choose(strategy, waiting);
        // What it says is remembered for a moment.
        await eventually(async () => expect((await service.health()).status).toBe('degraded'));
        await service.request(strategy, { [`waiting ${strategy}`]: 2 });
        await waits(strategy);
        expect(await service.shown(`waiting ${strategy}`)).toBe(5);
        await service.choose('MERGE', waiting);
        await lands(`waiting ${strategy}`, 3, 'ORDER -2');
        await eventually(() => expect(service.resultOf(strategy)).toMatchObject({ outcome: 'RESERVED' }));
      }
      await eventually(async () => expect((await service.health()).status).toBe('ready'));
      expect(await service.end()).toBe(0);
    });
  });

  describe('and begins with lock, or merge without it', () => {
    start({ REDIS_URL, STOCK_STRATEGY: 'lock', STOCK_LOCK_WITHOUT_REDIS: 'merge' });

    it('merges, and says that it is degraded', async () => {
      await service.shelve('lamp', 5);
      expect(await buy('a', { lamp: 1 })).toBe('RESERVED');
      expect(await service.rowOf('lamp')).toEqual({ stock: 4, fence: 0, ledger: ['ORDER -1'] });
      expect((await service.health()).status).toBe('degraded');
    });
  });
});
