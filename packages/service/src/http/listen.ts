import type { FastifyInstance } from 'fastify';
import { StartFailure } from '../explain-start-failure.ts';
import type { Health } from '../health.ts';
import type { Lifecycle } from '../lifecycle.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import { createOperationsServer } from './operations-routes.ts';

export interface ListenOptions {
  readonly config: {
    readonly HOST: string;
    readonly PORT: number;
    readonly OPERATIONS_HOST: string;
    readonly OPERATIONS_PORT: number;
  };
  readonly health: Health;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly onStop: Lifecycle['onStop'];
  /** What else the log says when the process is ready. */
  readonly facts?: object;
}

/** Opens the port for operators, then the public one, and says so. The former closes last: a stop can be watched. */
export async function listen(app: FastifyInstance, options: ListenOptions): Promise<void> {
  const { config, health, metrics, logger, onStop, facts } = options;
  const server = createOperationsServer(health, metrics);
  onStop('operations', () => server.close());
  const operations = await server
    .listen({ port: config.OPERATIONS_PORT, host: config.OPERATIONS_HOST })
    .catch((error: unknown) => {
      throw new StartFailure(
        `${config.OPERATIONS_HOST}:${config.OPERATIONS_PORT}, for /metrics, cannot be listened on; set OPERATIONS_PORT to a free port`,
        { cause: error },
      );
    });
  const address = await app.listen({ port: config.PORT, host: config.HOST });
  logger.info({ address, operations, ...facts }, 'ready');
}
