import { readScale } from './start/scale-services.ts';
import { selectServices } from './start/services.ts';
import { startShop } from './start/start-shop.ts';
import { CommandError, runCommand } from './tools/run-command.ts';

const HELP = `npm start [-- --only order,item] [--scale order=2,item=3] [--no-demo]

Runs the whole shop on this computer: servers, topics, all six services, demo data.
  --only a,b   starts only these services (user, item, order, coupon, mypage) and the gateway
  --scale a=2  starts several instances of a service, up to five; the others find them in Redis
  --no-demo    leaves the shop empty
  --help       prints this text
Ctrl-C stops everything. Data stays in .stack/dev; \`npm run stack -- reset\` deletes it.`;

await runCommand({
  help: HELP,
  options: { only: { type: 'string' }, scale: { type: 'string' }, 'no-demo': { type: 'boolean' } },
  failure: 'The shop could not be started',
  run: ({ values }) => {
    const chosen = selectServices(values.only);
    if ('problem' in chosen) throw new CommandError(chosen.problem);
    const scale = readScale(values.scale, chosen);
    if ('problem' in scale) throw new CommandError(scale.problem);
    return startShop({ services: chosen, scale, withDemo: values['no-demo'] !== true });
  },
});
