import { parseArgs } from 'node:util';
import { createDatabase } from '@rushgraph/database';
import { handleStockStrategy, type StockStrategyOptions } from './stock-strategy/handle-stock-strategy.ts';
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

try {
  const { values, positionals } = parseArgs({
    options: { help: { type: 'boolean' }, item: { type: 'string' }, wait: { type: 'string', default: '120' } },
    allowPositionals: true,
  });
  if (values.help) console.log(HELP);
  else await run(positionals, { item: values.item, waitSeconds: Number(values.wait) });
} catch (error) {
  console.error(`The stock strategy: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}

async function run(words: readonly string[], options: Pick<StockStrategyOptions, 'item' | 'waitSeconds'>) {
  const database = createDatabase({ url: addressesOf(process.env).mysql.item, connectionLimit: 2 });
  try {
    await handleStockStrategy(words, {
      ...options,
      database,
      standard: process.env.STOCK_STRATEGY ?? 'merge',
      say: (line) => console.log(line),
    });
  } finally {
    await database.close();
  }
}
