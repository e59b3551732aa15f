import type { Environment, ServerName } from './stack-types.ts';
import { serverNames } from './stack-types.ts';

/** The variable that names a running server, as the services read it too. */
export const addressVariables = {
  mysql: 'MYSQL_URL',
  redis: 'REDIS_URL',
  kafka: 'KAFKA_BROKERS',
  mongodb: 'MONGODB_URL',
} as const satisfies Record<ServerName, string>;

export type ServerAddresses = Readonly<Record<ServerName, string>>;

/** What the environment names (an empty variable names nothing) and which servers are left for the next rung. */
export function readEnvironmentRung(env: Environment): {
  given: Partial<ServerAddresses>;
  needed: readonly ServerName[];
} {
  const given: Partial<Record<ServerName, string>> = {};
  for (const name of serverNames) {
    const value = env[addressVariables[name]];
    if (value !== undefined && value !== '') given[name] = value;
  }
  return { given, needed: serverNames.filter((name) => given[name] === undefined) };
}

/** The address of a server on a port of this computer. */
export function localAddress(name: ServerName, port: number, password = ''): string {
  const secret = password === '' ? '' : `:${password}`;
  switch (name) {
    case 'mysql':
      return `mysql://root${secret}@127.0.0.1:${port}`;
    case 'redis':
      return `redis://${secret === '' ? '' : `${secret}@`}127.0.0.1:${port}`;
    case 'kafka':
      return `127.0.0.1:${port}`;
    case 'mongodb':
      return secret === ''
        ? `mongodb://127.0.0.1:${port}`
        : `mongodb://root${secret}@127.0.0.1:${port}/?authSource=admin`;
    default:
      return name satisfies never;
  }
}
