import { pino } from 'pino';
import { type GatheredLines, gatherLines } from './gather-lines.ts';
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
  if (destination !== undefined) return pino(options, destination);
  return pretty ? pino(options) : pino(options, standardOutput());
}

function standardOutput(): GatheredLines {
  const lines = gatherLines(pino.destination({ dest: 1, sync: false }));
  process.once('exit', () => lines.flushSync());
  return lines;
}

/**
 * A child for lines that come with every request. Private fields are not looked for, which costs ten times as much as the
 * rest of a line: whoever uses it writes out each field that is logged, and none that holds what others made.
 */
export function withoutRedaction(logger: Logger): Logger {
  return logger.child({}, { redact: [] });
}

/** Whoever reads the log may have stopped. */
const WRITING_LIMIT_MS = 1_000;

/**
 * Ends the log of a process that is about to exit, once its lines are written. One that is being written while the process exits
 * would come after those that are written then. Nothing is to be logged afterwards.
 */
export function endLog(logger: Logger): Promise<void> {
  const stream: unknown = Reflect.get(logger, pino.symbols.streamSym);
  if (!isGathered(stream)) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, WRITING_LIMIT_MS);
    stream.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    stream.end();
  });
}

/** Our own standard output, and no thread that writes for people. */
function isGathered(stream: unknown): stream is GatheredLines {
  return typeof stream === 'object' && stream !== null && 'lastLevel' in stream;
}
