import { z } from 'zod';
import { ConfigError, type Environment } from './config/load-config.ts';
import { logSettings } from './config/settings.ts';
import { explainStartFailure, isExplained } from './explain-start-failure.ts';
import { createLifecycle, type Lifecycle } from './lifecycle.ts';
import { createLogger, endLog, type Logger, type LoggerOptions } from './logger.ts';

export interface MainDeps {
  readonly env: Environment;
  readonly logger: Logger;
  /** Adds a step of the stop; steps run in the order in which they were added. */
  readonly onStop: Lifecycle['onStop'];
  /** For what must not happen while running: logs it, stops in order and exits with 1. */
  readonly onFatal: (error: unknown) => void;
}

/**
 * Runs a service: starts it, stops it in order on SIGTERM and SIGINT, and turns a start that cannot work into one
 * clear sentence per problem on standard error and exit code 1, with nothing left half-started.
 */
export async function runMain(service: string, start: (deps: MainDeps) => Promise<void>): Promise<void> {
  const env: Environment = process.env;
  const logger = createLogger({ service, ...loggingOf(env) });
  const lifecycle = createLifecycle({ logger });
  let logged: Promise<void> | undefined;
  const stop = async (reason: string) => {
    await lifecycle.stop(reason);
    // Whoever asks twice ends it once.
    logged ??= endLog(logger);
    await logged;
  };
  const end = async (reason: string, code: number) => {
    await stop(reason);
    process.exit(code);
  };
  const onFatal = (error: unknown) => {
    logger.fatal({ err: error }, 'cannot go on');
    void end('a fault', 1);
  };
  process.on('SIGTERM', () => void end('SIGTERM', 0));
  process.on('SIGINT', () => void end('SIGINT', 0));
  process.on('unhandledRejection', onFatal);
  process.on('uncaughtException', onFatal);
  try {
    await start({ env, logger, onStop: lifecycle.onStop, onFatal });
  } catch (error) {
    if (lifecycle.stopping) return;
    if (!(error instanceof ConfigError) && !isExplained(error)) logger.fatal({ err: error }, 'the start failed');
    await stop('the start failed');
    refuse(service, error);
  }
}

/** The settings of the log; wrong ones are reported with all the others when the service reads its own. */
function loggingOf(env: Environment): Pick<LoggerOptions, 'level' | 'pretty'> {
  const { data } = z.object(logSettings).safeParse(env);
  return { level: data?.LOG_LEVEL ?? 'info', pretty: data?.LOG_PRETTY ?? false };
}

function refuse(service: string, error: unknown): void {
  const lines = error instanceof ConfigError ? error.problems : [explainStartFailure(error)];
  process.stderr.write(`${lines.map((line) => `${service} cannot start: ${line}`).join('\n')}\n`);
  process.exit(1);
}
