import { seedShop } from './demo/seed-shop.ts';
import { shopOf } from './shop/as-administrator.ts';
import { readablePassword } from './start/readable-password.ts';
import { runCommand } from './tools/run-command.ts';

const HELP = `npm run demo

Fills a running shop with items, campaigns and customers through its public graph, as the administrator; npm start does
so by itself. It leaves alone what is there already, so the next run completes an interrupted one.
  GATEWAY_URL                  default http://localhost:4000/graphql; PORT_BASE moves its port
  ADMIN_EMAIL, ADMIN_PASSWORD  the administrator who registers items and campaigns
  DEMO_PASSWORD                password of customer1@shop.local …; by default a random one, which is printed
  SHOP_CURRENCY                currency of the shop, default KRW
  --help                       prints this text`;

await runCommand({
  help: HELP,
  options: {},
  failure: 'The demo data could not be made',
  run: async () => {
    const { DEMO_PASSWORD, SHOP_CURRENCY } = process.env;
    const customerPassword = DEMO_PASSWORD || readablePassword();
    await seedShop({
      ...shopOf(process.env),
      customerPassword,
      currency: SHOP_CURRENCY || 'KRW',
      now: new Date(),
      say: (line) => console.log(line),
    });
    console.log(`The demo data is there; new customers sign in with ${customerPassword}`);
    return 0;
  },
});
