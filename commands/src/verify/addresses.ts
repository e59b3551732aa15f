import { developmentPorts } from '@rushgraph/stack';

/** The services that keep a MySQL database. */
export type DatabaseService = 'user' | 'item' | 'order' | 'coupon';

export interface Addresses {
  readonly mysql: Readonly<Record<DatabaseService, string>>;
  readonly kafka: { readonly brokers: string; readonly topicPrefix: string };
  readonly mongodb: string;
  readonly redis: { readonly url: string; readonly isCluster: boolean };
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the stores are: `ITEM_MYSQL_URL` and so on where a service has a server of its own, else all on MYSQL_URL's. */
export function addressesOf(env: Environment): Addresses {
  const ports = developmentPorts(env);
  const server = mysqlServer(env);
  const addressOf = (service: DatabaseService) =>
    env[`${service.toUpperCase()}_MYSQL_URL`] || onServer(server, service);
  return {
    mysql: { user: addressOf('user'), item: addressOf('item'), order: addressOf('order'), coupon: addressOf('coupon') },
    kafka: { brokers: env.KAFKA_BROKERS || `localhost:${ports.kafka}`, topicPrefix: env.KAFKA_TOPIC_PREFIX ?? '' },
    mongodb: env.MONGODB_URL || `mongodb://localhost:${ports.mongodb}`,
    redis: { url: env.REDIS_URL || `redis://localhost:${ports.redis}`, isCluster: env.REDIS_CLUSTER === 'true' },
  };
}

/** Where the schema registry keeps its database. */
export function registryAddress(env: Environment): string {
  return env.REGISTRY_MYSQL_URL || onServer(mysqlServer(env), 'registry');
}

function mysqlServer(env: Environment): string {
  return env.MYSQL_URL || `mysql://root@localhost:${developmentPorts(env).mysql}`;
}

/** The address of a database of this name on the server; user, password and options stay. */
export function onServer(server: string, database: string): string {
  const address = new URL(server);
  address.pathname = `/${database}`;
  return address.href;
}
