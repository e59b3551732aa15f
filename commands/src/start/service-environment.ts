import type { StackAddresses } from '@rushgraph/stack';
import type { DevelopmentSecrets } from './secrets.ts';
import type { ServiceDefinition } from './services.ts';

/** The administrator that the demo data makes. */
export const ADMIN_EMAIL = 'admin@shop.local';

/** Everything one service needs to know in development. What the caller's environment already says wins, except addresses. */
export function serviceEnvironment(
  service: ServiceDefinition,
  addresses: StackAddresses,
  secrets: DevelopmentSecrets,
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  const { name, port, calls } = service;
  return {
    ROLES: 'api,worker',
    LOG_LEVEL: 'info',
    ...environment,
    PORT: String(port),
    MYSQL_URL: `${addresses.mysqlUrl.replace(/\/$/, '')}/${name}`,
    REDIS_URL: addresses.redisUrl,
    KAFKA_BROKERS: addresses.kafkaBrokers,
    MONGODB_URL: addresses.mongodbUrl,
    VIEWER_KEY: secrets.viewerKeys[name],
    VIEWER_KEYS: calls.map((callee) => `${callee}=${secrets.viewerKeys[callee] ?? ''}`).join(','),
    ...(name === 'user' && {
      ACCESS_TOKEN_PRIVATE_KEY: secrets.accessTokenPrivateKey,
      ADMIN_EMAIL,
      ADMIN_PASSWORD: secrets.demoPassword,
      COOKIE_SECURE: 'false',
    }),
  };
}
