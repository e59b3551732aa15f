import { selectServices } from './start/services.ts';
import { startShop } from './start/start-shop.ts';
import { CommandError, runCommand } from './tools/run-command.ts';

const HELP = `npm start [-- --only order,item] [--no-demo]

Runs the whole shop on this computer: servers, topics, all six services, demo data.
  --only a,b   starts only these services (user, item, order, coupon, mypage) and the gateway
  --no-demo    leaves the shop empty
  --help       prints this text
Ctrl-C stops everything. Data stays in .stack/dev; \`npm run stack -- reset\` deletes it.`;

await runCommand({
  help: HELP,
  options: { only: { type: 'string' }, 'no-demo': { type: 'boolean' } },
  failure: 'The shop could not be started',
  run: ({ values }) => {
    const chosen = selectServices(values.only);
    if ('problem' in chosen) throw new CommandError(chosen.problem);
    return startShop({ services: chosen, withDemo: values['no-demo'] !== true });
  },
});
