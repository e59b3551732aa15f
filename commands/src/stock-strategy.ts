import { asAdministrator, shopOf } from './shop/as-administrator.ts';
import { handleStockStrategy, readRequest } from './stock-strategy/handle-stock-strategy.ts';
import { createStockChoices } from './stock-strategy/stock-choices.ts';
import { runCommand } from './tools/run-command.ts';

const HELP = `npm run stock-strategy -- [show]
npm run stock-strategy -- set <merge|lock|window> [--item ID] [--wait SECONDS]

How stock is kept. It can be changed while orders come: the next batch is decided by what was chosen. Away from the window,
what its gates have decided has to land in the stock first: orders of these items wait, and so does this command.
The command asks the shop through its gateway, signed in as an administrator.
  show                         the choice for all items, and for each item with one of its own
  set                          chooses for all items without a choice of their own
  --item                       chooses for this item
  --wait                       how long to wait for gates, default 120, at most 600; the change goes on without the command
  GATEWAY_URL                  default http://localhost:4000/graphql; PORT_BASE moves its port
  ADMIN_EMAIL, ADMIN_PASSWORD  who chooses; npm start prints those of its shop
  --help                       this text

A gateway with SAFELIST=true takes these operations once they are stored:
npm run operations -- add commands/src/shop/operations/*.graphql commands/src/stock-strategy/operations/*.graphql`;

await runCommand({
  help: HELP,
  options: { item: { type: 'string' }, wait: { type: 'string' } },
  positionals: true,
  failure: 'The stock strategy',
  run: async ({ values, positionals }) => {
    const request = readRequest(positionals, values);
    await asAdministrator(shopOf(process.env), (client, token) =>
      handleStockStrategy(request, createStockChoices(client, token), (line) => console.log(line)),
    );
    return 0;
  },
});
