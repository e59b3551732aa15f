import type { StackAddresses } from '@rushgraph/stack';
import { onServer } from '../verify/addresses.ts';
import type { DevelopmentSecrets } from './secrets.ts';
import { portOf, type ServiceDefinition, services } from './services.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface Surroundings {
  readonly addresses: StackAddresses;
  readonly secrets: DevelopmentSecrets;
  readonly portBase: number;
  /** The caller's own environment; an empty variable says nothing. */
  readonly environment: Environment;
}

/** Who `npm start` makes the first administrator: the environment's, else one of this checkout. */
export function administrator(environment: Environment, secrets: DevelopmentSecrets) {
  return {
    email: environment.ADMIN_EMAIL || 'admin@shop.local',
    password: environment.ADMIN_PASSWORD || secrets.demoPassword,
  };
}

/**
 * Everything one service needs to know in development. What the caller's environment says wins, but for `PORT` (that
 * follows `PORT_BASE`) and the servers, whose addresses have been read from the environment already.
 */
export function serviceEnvironment(
  service: ServiceDefinition,
  { addresses, secrets, portBase, environment }: Surroundings,
): Record<string, string | undefined> {
  const { name, calls } = service;
  const keyOf = (subgraph: string) => environment.VIEWER_KEY || secrets.viewerKeys[subgraph] || '';
  const admin = administrator(environment, secrets);
  return {
    ROLES: 'api,worker',
    LOG_LEVEL: 'info',
    HOST: '127.0.0.1',
    ...serviceUrls(portBase),
    VIEWER_KEY: keyOf(name),
    VIEWER_KEYS: calls.map((callee) => `${callee}=${keyOf(callee)}`).join(','),
    ...(name === 'user' && {
      ACCESS_TOKEN_PRIVATE_KEY: secrets.accessTokenPrivateKey,
      ADMIN_EMAIL: admin.email,
      ADMIN_PASSWORD: admin.password,
      COOKIE_SECURE: 'false',
    }),
    ...Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== '')),
    PORT: String(portOf(service, portBase)),
    OPERATIONS_PORT: String(portOf(service, portBase) + 50),
    MYSQL_URL: environment[`${name.toUpperCase()}_MYSQL_URL`] || onServer(addresses.mysqlUrl, name),
    REDIS_URL: addresses.redisUrl,
    KAFKA_BROKERS: addresses.kafkaBrokers,
    MONGODB_URL: addresses.mongodbUrl,
  };
}

/** Where services find each other on this computer. */
function serviceUrls(portBase: number): Record<string, string> {
  const origin = (service: ServiceDefinition) => `http://127.0.0.1:${portOf(service, portBase)}`;
  const user = services.find(({ name }) => name === 'user');
  return {
    ...Object.fromEntries(
      services
        .filter(({ name }) => name !== 'gateway')
        .map((service) => [`${service.name.toUpperCase()}_URL`, `${origin(service)}/graphql`]),
    ),
    ...(user !== undefined && { JWKS_URL: `${origin(user)}/.well-known/jwks.json` }),
  };
}
