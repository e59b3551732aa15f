import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { calls, type ServiceName, serviceNames } from './services.ts';

export interface SystemAddresses {
  readonly ports: Readonly<Record<ServiceName, number>>;
  readonly operationsPorts: Readonly<Record<ServiceName, number>>;
  /** Gives the MySQL address of a service's own database. */
  readonly mysqlUrl: (service: ServiceName) => string;
  readonly redisUrl: string;
  readonly kafkaBrokers: string;
  readonly mongodbUrl: string;
  readonly topicPrefix: string;
  readonly groupPrefix: string;
  readonly admin: { readonly email: string; readonly password: string };
}

/** What each of the six processes is told: its own port, stores and keys, and where the others are. */
export function systemEnvironment(addresses: SystemAddresses): Record<ServiceName, Record<string, string>> {
  const { ports, admin } = addresses;
  const keys = forEachService(() => randomBytes(32).toString('base64'));
  const urls = Object.fromEntries(
    serviceNames.map((name) => [`${name.toUpperCase()}_URL`, `http://127.0.0.1:${ports[name]}/graphql`]),
  );
  const accessTokenKey = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
  return forEachService((service) => ({
    ...urls,
    PORT: String(ports[service]),
    OPERATIONS_PORT: String(addresses.operationsPorts[service]),
    HOST: '127.0.0.1',
    ROLES: 'api,worker',
    LOG_LEVEL: 'warn',
    MYSQL_URL: addresses.mysqlUrl(service),
    REDIS_URL: addresses.redisUrl,
    KAFKA_BROKERS: addresses.kafkaBrokers,
    KAFKA_TOPIC_PREFIX: addresses.topicPrefix,
    KAFKA_GROUP_PREFIX: addresses.groupPrefix,
    MONGODB_URL: addresses.mongodbUrl,
    VIEWER_KEY: keys[service],
    VIEWER_KEYS: calls[service].map((callee) => `${callee}=${keys[callee]}`).join(','),
    JWKS_URL: `http://127.0.0.1:${ports.user}/.well-known/jwks.json`,
    ...(service === 'user' && {
      ACCESS_TOKEN_PRIVATE_KEY: Buffer.from(accessTokenKey).toString('base64'),
      ADMIN_EMAIL: admin.email,
      ADMIN_PASSWORD: admin.password,
      COOKIE_SECURE: 'false',
    }),
  }));
}

export function forEachService<T>(make: (service: ServiceName) => T): Record<ServiceName, T> {
  return {
    user: make('user'),
    item: make('item'),
    order: make('order'),
    coupon: make('coupon'),
    mypage: make('mypage'),
    gateway: make('gateway'),
  };
}
