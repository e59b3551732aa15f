import { eventually, faultRow } from '@rushgraph/testkit';
import { expect } from 'vitest';
import { drawRush, hot, REQUESTS, type RushRecord, side } from './draw-rush.ts';
import { piecesSold } from './expect-exact-sale.ts';
import { type ItemWorkers, startItemWorkers } from './item-workers.ts';
import { publishRush } from './publish-rush.ts';
import { settleStock } from './settle-stock.ts';

const withoutGuards = `--import=${new URL('without-guards.ts', import.meta.url).href}`;

const AT_ONCE = 2_000;
const FEWEST = 3;
/** Fewer than a partition's share of what comes at once: whoever believes that it is the first sells all of them. */
const PIECES = 100;

/**
 * Nobody can write the stock of the hot item before several workers want to: those who read under its lock wait to
 * read, the others have read and wait to write.
 */
async function rushAtOnce({ database, kafka }: ItemWorkers, records: readonly RushRecord[]): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.rows('SELECT id FROM item WHERE id = ? FOR UPDATE', [hot]);
    await publishRush(kafka, records, { atOnce: AT_ONCE });
    await eventually(
      async () => {
        const [row] = await database.rows<{ waiting: number }>(
          `SELECT COUNT(*) AS waiting FROM information_schema.innodb_trx
           JOIN information_schema.processlist ON id = trx_mysql_thread_id
           WHERE db = DATABASE() AND trx_state = 'LOCK WAIT'`,
        );
        expect(Number(row?.waiting)).toBeGreaterThanOrEqual(FEWEST);
      },
      // The server reads its transactions anew only when nobody has asked for them for 100 ms.
      { timeoutMs: 40_000, everyMs: 200 },
    );
  });
}

const rows: readonly (readonly [string, Readonly<Record<string, string>>, (sold: number) => boolean])[] = [
  ['4 workers that want the same row at once sell exactly what is there', {}, (sold: number) => sold === PIECES],
  [
    'control: they oversell when they read stock without its lock and write it without its condition',
    { NODE_OPTIONS: withoutGuards },
    (sold: number) => sold > PIECES,
  ],
];

for (const [title, settings, isExpected] of rows) {
  faultRow(title, async (chance) => {
    const workers = await startItemWorkers('merge', settings);
    try {
      await workers.database.run('ALTER TABLE item DROP CONSTRAINT item_stock');
      await workers.shelve(hot, PIECES);
      await workers.shelve(side, PIECES);
      const rush = drawRush(chance, REQUESTS);
      // What comes back would make up for what was oversold.
      const requests = [...rush.first, ...rush.last].filter(({ kind }) => kind === 'request');
      await workers.start();
      await rushAtOnce(workers, requests);
      await settleStock(workers);
      const sold = await piecesSold(workers, hot);
      const [row] = await workers.database.rows<{ stock: number }>('SELECT stock FROM item WHERE id = ?', [hot]);
      expect(isExpected(sold), `${sold} pieces sold`).toBe(true);
      expect(row?.stock).toBe(PIECES - sold);
    } catch (error) {
      process.stderr.write(`${workers.logs()}\n`);
      throw error;
    } finally {
      await workers.drop();
    }
  });
}
