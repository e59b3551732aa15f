import { createDatabase } from '@rushgraph/database';
import { handleStockStrategy, type StockStrategyOptions } from './stock-strategy/handle-stock-strategy.ts';
import { runCommand } from './tools/run-command.ts';
import { addressesOf } from './verify/addresses.ts';

const HELP = `npm run stock-strategy -- [show]
npm run stock-strategy -- set <merge|lock|window> [--item ID] [--wait SECONDS]

How stock is kept. It can be changed while orders come: the next batch is decided by what was chosen. Away from the window,
what its gates have decided has to land in the stock first: orders of these items wait, and so does this command.
  show        the choice for all items, and for each item with one of its own
  set         chooses for all items without a choice of their own
  --item      chooses for this item
  --wait      how long to wait for gates, default 120; the change goes on without the command
  MYSQL_URL   server of the item service's database, default mysql://root@localhost:13306; ITEM_MYSQL_URL for one of its own
  --help      this text`;

await runCommand({
  help: HELP,
  options: { item: { type: 'string' }, wait: { type: 'string' } },
  positionals: true,
  failure: 'The stock strategy',
  run: async ({ values: { item, wait = '120' }, positionals }) => {
    await run(positionals, { item, waitSeconds: Number(wait) });
    return 0;
  },
});

async function run(words: readonly string[], options: Pick<StockStrategyOptions, 'item' | 'waitSeconds'>) {
  const database = createDatabase({ url: addressesOf(process.env).mysql.item, connectionLimit: 2 });
  try {
    await handleStockStrategy(words, {
      ...options,
      database,
      defaultStrategy: process.env.STOCK_STRATEGY ?? 'merge',
      say: (line) => console.log(line),
    });
  } finally {
    await database.close();
  }
}
