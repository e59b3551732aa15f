import { parseArgs } from 'node:util';
import { selectServices } from './start/services.ts';
import { startShop } from './start/start-shop.ts';

const HELP = `npm start [-- --only order,item] [--no-demo]

Runs the whole shop on this computer: servers, topics, all six services, demo data.
  --only a,b   only these services (user, item, order, coupon, mypage) and the gateway
  --no-demo    leave the shop empty
  --help       this text
Ctrl-C stops all of it. Data stays in .stack/dev; \`npm run stack -- reset\` deletes it.`;

const { values } = parseArgs({
  options: { only: { type: 'string' }, 'no-demo': { type: 'boolean' }, help: { type: 'boolean' } },
});
if (values.help) {
  console.log(HELP);
} else {
  const chosen = selectServices(values.only);
  if ('problem' in chosen) {
    console.error(chosen.problem);
    process.exitCode = 1;
  } else {
    process.exitCode = await startShop({ services: chosen, withDemo: !values['no-demo'] });
  }
}
