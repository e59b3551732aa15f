import type { StackAddresses } from '@rushgraph/stack';
import { ADMIN_EMAIL } from './service-environment.ts';
import type { ServiceDefinition } from './services.ts';

interface Started {
  readonly services: readonly ServiceDefinition[];
  readonly addresses: StackAddresses;
  readonly password: string;
  readonly withDemo: boolean;
}

/** The closing table of `npm start`: where everything is, who may sign in, and something to paste. */
export function printAddresses({ services, addresses, password, withDemo }: Started): void {
  const rows: [string, string][] = [
    ...services.map(({ name, port }): [string, string] => [
      name,
      name === 'gateway'
        ? `http://localhost:${port}/graphql   explorer: http://localhost:${port}/`
        : `http://localhost:${port}`,
    ]),
    ['MySQL', addresses.mysqlUrl],
    ['Redis', addresses.redisUrl],
    ['Kafka', addresses.kafkaBrokers],
    ['MongoDB', addresses.mongodbUrl],
  ];
  if (withDemo)
    rows.push(['sign in as', `${ADMIN_EMAIL} or customer1@shop.local … customer50@shop.local`], ['password', password]);
  const width = Math.max(...rows.map(([label]) => label.length));
  console.log(`\n${rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`).join('\n')}\n`);
  if (!services.some((service) => service.name === 'gateway')) return;
  console.log(`  Try it:
  curl -s localhost:4000/graphql -H 'content-type: application/json' \\
    -d '{"query":"{ items(first: 3, orderBy: { field: PRICE }) { nodes { id name price { amount currency } availability } } }"}'

  Ctrl-C stops everything.\n`);
}
