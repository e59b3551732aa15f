/** The services that keep a MySQL database. */
export type DatabaseService = 'user' | 'item' | 'order' | 'coupon';

export interface Addresses {
  readonly mysql: Readonly<Record<DatabaseService, string>>;
  readonly kafka: { readonly brokers: string; readonly topicPrefix: string };
  readonly redis: { readonly url: string; readonly isCluster: boolean };
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the stores are: `ITEM_MYSQL_URL` and so on where a service has a server of its own, else all on MYSQL_URL's. */
export function addressesOf(env: Environment): Addresses {
  const server = env.MYSQL_URL ?? 'mysql://root@localhost:13306';
  const addressOf = (service: DatabaseService) =>
    env[`${service.toUpperCase()}_MYSQL_URL`] ?? onServer(server, service);
  return {
    mysql: { user: addressOf('user'), item: addressOf('item'), order: addressOf('order'), coupon: addressOf('coupon') },
    kafka: { brokers: env.KAFKA_BROKERS ?? 'localhost:19092', topicPrefix: env.KAFKA_TOPIC_PREFIX ?? '' },
    redis: { url: env.REDIS_URL ?? 'redis://localhost:16379', isCluster: env.REDIS_CLUSTER === 'true' },
  };
}

function onServer(server: string, database: string): string {
  const address = new URL(server);
  address.pathname = `/${database}`;
  return address.href;
}
