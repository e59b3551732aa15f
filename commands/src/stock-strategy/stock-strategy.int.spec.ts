import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { deriveId, type ItemId } from '@rushgraph/contracts';
import { changeStrategy, finishDrains } from '@rushgraph/item/keep-stock/choose/change-strategy';
import { eventually, type TestDatabase, testDatabase } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { handleStockStrategy } from './handle-stock-strategy.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const lamp = deriveId<ItemId>('item', 'lamp');
const now = new Date('2026-03-01T12:00:00.000Z');

let store: TestDatabase;
beforeAll(async () => {
  store = await testDatabase(join(root, 'subgraphs', 'item', 'migrations'));
});
afterAll(() => store.drop());
beforeEach(async () => {
  for (const table of ['item', 'stock_strategy', 'stock_gate', 'stock_delta', 'stock_ledger']) {
    await store.database.run(`DELETE FROM ${table}`);
  }
  await store.database.run('INSERT INTO item (id, name, price_amount, price_currency, stock, created_at) VALUES (?)', [
    [lamp, 'Lamp', 700, 'KRW', 5, now],
  ]);
});

/** What is said, and how it ends. */
async function run(words: string, { item, waitSeconds = 0 }: { item?: string; waitSeconds?: number } = {}) {
  const said: string[] = [];
  const options = { database: store.database, item, waitSeconds, defaultStrategy: 'merge' };
  const ended = await handleStockStrategy(words.split(' '), { ...options, say: (line) => said.push(line) }).catch(
    (error: unknown) => (error instanceof Error ? error.message : error),
  );
  return { said, ended };
}

it('shows what is chosen for all, and for whom there is another choice', async () => {
  expect((await run('show')).said).toEqual(['Nothing was chosen yet: the item service will begin with merge.']);
  expect((await run('set lock')).said).toEqual(['All items without a choice of their own: lock']);
  expect((await run('set merge', { item: lamp })).said).toEqual([`${lamp} (Lamp): merge`]);
  expect((await run('show')).said).toEqual(['All items without a choice of their own: lock', `${lamp} (Lamp): merge`]);
});

it('leaves the default to all others when it chooses for an item first', async () => {
  await run('set lock', { item: lamp });
  expect((await run('show')).said).toEqual(['All items without a choice of their own: merge', `${lamp} (Lamp): lock`]);
});

describe('away from the window', () => {
  beforeEach(async () => {
    await run('set window');
    await store.database.run("INSERT INTO stock_gate (item_id, state, epoch, changed_at) VALUES (?, 'OPEN', 1, ?)", [
      lamp,
      now,
    ]);
    await store.database.run(
      "INSERT INTO stock_delta (item_id, order_id, cause, quantity, decided_at) VALUES (?, ?, 'ORDER', -2, ?)",
      [lamp, lamp, now],
    );
  });

  /** As a window does. */
  async function land(): Promise<void> {
    await store.database.transaction(async (tx) => {
      await tx.run("UPDATE stock_delta SET state = 'COUNTED'");
      await tx.run(
        "INSERT INTO stock_ledger (item_id, quantity, cause, reference, balance_after, created_at) VALUES (?, -2, 'WINDOW', 'w', 3, ?)",
        [lamp, now],
      );
      await tx.run('UPDATE item SET stock = 3');
    });
    await finishDrains(store.database, 'merge', () => now);
  }

  it('waits until what gates have decided has landed, and says so', async () => {
    const setting = run('set lock', { waitSeconds: 20 });
    await eventually(async () => {
      expect((await run('show')).said).toEqual([
        'All items without a choice of their own: window, being drained for lock',
      ]);
    });
    await land();
    expect(await setting).toEqual({
      said: [
        'Waiting for windows to write what the gates of 1 item have decided; orders of these items wait too …',
        'All items without a choice of their own: lock',
      ],
      ended: undefined,
    });
  });

  it('goes on without the command when that does not wait any longer', async () => {
    expect((await run('set merge', { waitSeconds: 0 })).ended).toMatch(
      /^what the gates of 1 item have decided has not landed/,
    );
    await land();
    expect((await run('show')).said).toEqual(['All items without a choice of their own: merge']);
  });

  it('fails when somebody chooses otherwise meanwhile', async () => {
    const setting = run('set lock', { waitSeconds: 20 });
    await eventually(async () => expect((await run('show')).said[0]).toContain('being drained'));
    await changeStrategy(store.database, { scope: '*', strategy: 'window', defaultStrategy: 'merge', now });
    expect(await setting).toMatchObject({ ended: 'somebody has chosen otherwise meanwhile' });
  });
});

it.each([
  ['sing', {}, '"sing" is not one of show, set'],
  ['set', {}, 'say which one: set merge|lock|window'],
  ['set first', {}, 'the strategy must be one of merge, lock, window, not "first"'],
  ['set merge lock', {}, '"lock" is too much; see --help'],
  ['show', { item: lamp }, 'show takes nothing more; see --help'],
  ['set merge', { item: 'nonsense' }, 'there is no item nonsense'],
  ['set merge', { item: deriveId<ItemId>('item', 'ghost') }, expect.stringMatching(/^there is no item /)],
  ['set merge', { waitSeconds: Number.NaN }, '--wait must be a number of seconds'],
])('refuses %s %j and changes nothing', async (words, options, problem) => {
  expect(await run(words, options)).toEqual({ said: [], ended: problem });
  expect(await store.database.rows('SELECT * FROM stock_strategy')).toEqual([]);
});

it('ends as a command with what it did, or with one sentence that says what is wrong', () => {
  const command = (...words: string[]) =>
    spawnSync(process.execPath, [join(root, 'commands', 'src', 'stock-strategy.ts'), ...words], {
      env: { ...process.env, ITEM_MYSQL_URL: store.url },
      encoding: 'utf8',
    });
  expect(command('--help').stdout).toContain('npm run stock-strategy -- set <merge|lock|window>');
  expect(command('set', 'lock', '--item', lamp)).toMatchObject({
    status: 0,
    stdout: `${lamp} (Lamp): lock\n`,
    stderr: '',
  });
  const { status, stdout, stderr } = command('set', 'nothing');
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^The stock strategy: .+\n$/);
});
