import { pino } from 'pino';
import { scopeFields } from './http/request-scope.ts';

export type Logger = pino.Logger;

export interface LoggerOptions {
  readonly service: string;
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** For people: coloured lines instead of JSON. */
  readonly pretty: boolean;
  /** Default: standard output. */
  readonly destination?: { write(line: string): void };
}

/** Names of fields that may hold a secret or personal data, at the top and two levels down. */
const PRIVATE = [
  'authorization',
  'cookie',
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'email',
  'set-cookie',
  'x-rushgraph-viewer',
  // A failed statement is in its error, with all its values.
  'sql',
];

/** JSON lines with the service's name, and within a request its trace and operation; private fields are removed. */
export function createLogger({ service, level, pretty, destination }: LoggerOptions): Logger {
  const options: pino.LoggerOptions = {
    level,
    base: { service },
    mixin: scopeFields,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: PRIVATE.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]),
      censor: '[removed]',
    },
    ...(pretty && { transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname' } } }),
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
