import type { StackAddresses } from '@rushgraph/stack';
import { onServer } from '../verify/addresses.ts';
import { isScaled, type Scale, type ServiceProcess } from './scale-services.ts';
import type { DevelopmentSecrets } from './secrets.ts';
import { portOf, type ServiceDefinition, services } from './services.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface Surroundings {
  readonly addresses: StackAddresses;
  readonly secrets: DevelopmentSecrets;
  readonly portBase: number;
  readonly scale: Scale;
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
 * Everything one instance of a service needs to know in development. What the caller's environment says wins, but for `PORT` (that
 * follows `PORT_BASE`) and the servers, whose addresses have been read from the environment already.
 */
export function serviceEnvironment(
  process: ServiceProcess,
  { addresses, secrets, portBase, scale, environment }: Surroundings,
): Record<string, string | undefined> {
  const { service } = process;
  const { name, calls } = service;
  const port = portOf(process, portBase);
  const keyOf = (subgraph: string) => environment.VIEWER_KEY || secrets.viewerKeys[subgraph] || '';
  const admin = administrator(environment, secrets);
  return {
    ROLES: 'api,worker',
    LOG_LEVEL: 'info',
    HOST: '127.0.0.1',
    ...serviceUrls(portBase, scale),
    ...(isScaled(service, scale) && { ANNOUNCE_HOST: '127.0.0.1' }),
    VIEWER_KEY: keyOf(name),
    VIEWER_KEYS: calls.map((callee) => `${callee}=${keyOf(callee)}`).join(','),
    ...(name === 'user' && {
      ACCESS_TOKEN_PRIVATE_KEY: secrets.accessTokenPrivateKey,
      ADMIN_EMAIL: admin.email,
      ADMIN_PASSWORD: admin.password,
      COOKIE_SECURE: 'false',
    }),
    ...Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== '')),
    PORT: String(port),
    OPERATIONS_PORT: String(port + 50),
    MYSQL_URL: environment[`${name.toUpperCase()}_MYSQL_URL`] || onServer(addresses.mysqlUrl, name),
    REGISTRY_MYSQL_URL: environment.REGISTRY_MYSQL_URL || onServer(addresses.mysqlUrl, 'registry'),
    REDIS_URL: addresses.redisUrl,
    KAFKA_BROKERS: addresses.kafkaBrokers,
    MONGODB_URL: addresses.mongodbUrl,
  };
}

/**
 * Where services find each other on this computer. Of several instances the first one has the address that the only one
 * would have: it is asked before all have announced themselves.
 */
function serviceUrls(portBase: number, scale: Scale): Record<string, string> {
  const origin = (service: ServiceDefinition) => `http://127.0.0.1:${portOf(service, portBase)}`;
  const user = services.find(({ name }) => name === 'user');
  return {
    ...Object.fromEntries(
      services
        .filter(({ name }) => name !== 'gateway')
        .map((service) => {
          const lookup = isScaled(service, scale) ? `registry:${service.name},` : '';
          return [`${service.name.toUpperCase()}_URL`, `${lookup}${origin(service)}/graphql`];
        }),
    ),
    ...(user !== undefined && { JWKS_URL: `${origin(user)}/.well-known/jwks.json` }),
  };
}
