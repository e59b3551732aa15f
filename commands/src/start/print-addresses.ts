import type { StackAddresses } from '@rushgraph/stack';
import type { ServiceProcess } from './scale-services.ts';
import { portOf } from './services.ts';

interface Started {
  readonly processes: readonly ServiceProcess[];
  readonly portBase: number;
  readonly addresses: StackAddresses;
  readonly admin: { readonly email: string; readonly password: string };
  /** Null when the shop has no demo data. */
  readonly customerPassword: string | null;
}

/** The closing table of `npm start`: where everything is, who may sign in, and something to paste. */
export function printAddresses({ processes, portBase, addresses, admin, customerPassword }: Started): void {
  const gateway = `http://localhost:${portBase}`;
  const rows: [string, string][] = [
    ...processes.map((process): [string, string] => [
      process.label,
      process.service.name === 'gateway'
        ? `${gateway}/graphql   explorer: ${gateway}/`
        : `http://localhost:${portOf(process, portBase)}`,
    ]),
    ['MySQL', withoutPassword(addresses.mysqlUrl)],
    ['Redis', withoutPassword(addresses.redisUrl)],
    ['Kafka', addresses.kafkaBrokers],
    ['MongoDB', withoutPassword(addresses.mongodbUrl)],
    ['administrator', `${admin.email}   password ${admin.password}`],
  ];
  if (customerPassword !== null) {
    rows.push(['customers', `customer1@shop.local … customer50@shop.local   password ${customerPassword}`]);
  }
  const width = Math.max(...rows.map(([label]) => label.length));
  console.log(`\n${rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`).join('\n')}\n`);
  console.log(`  Try it:
  curl -s ${gateway}/graphql -H 'content-type: application/json' \\
    -d '{"query":"{ items(first: 3, orderBy: { field: PRICE }) { nodes { id name price { amount currency } availability } } }"}'

  Ctrl-C stops everything.\n`);
}

/** Whoever gave the address knows its password; a screen that others see need not show it. */
function withoutPassword(address: string): string {
  const url = URL.parse(address);
  if (url === null || url.password === '') return address;
  url.password = '…';
  return decodeURI(url.href);
}
