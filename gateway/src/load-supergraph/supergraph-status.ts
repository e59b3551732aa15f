import type { Health, Logger, Metrics } from '@rushgraph/service';

export interface SupergraphStatusDeps {
  /** What people call where it comes from. */
  readonly source: string;
  /** What they call the one to begin with. */
  readonly first: string;
  readonly health: Pick<Health, 'check'>;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly now: () => Date;
}

/** Tells operators which supergraph is served, and which one was refused: by readiness, metrics and log. */
export interface SupergraphStatus {
  served(name: string, seconds: number): void;
  refused(name: string, reason: unknown): void;
}

/** A gateway that has refused a supergraph is ready, only degraded: it serves the last one. */
export function createSupergraphStatus(deps: SupergraphStatusDeps): SupergraphStatus {
  const { source, first, health, metrics, logger, now } = deps;
  const outcomes = metrics.counter(
    'gateway_supergraphs_total',
    'Supergraphs that were to be served, by what became of them',
    ['outcome'],
  );
  const seconds = metrics.histogram('gateway_supergraph_swap_seconds', 'From a new supergraph to serving it', []);
  let serving = { name: first, since: now() };
  let refusal: string | undefined;
  health.check(
    'supergraph',
    async () => {
      if (refusal !== undefined) throw new Error(refusal);
    },
    { required: false, facts: () => ({ source, served: serving.name, since: serving.since.toISOString() }) },
  );
  return {
    served(name, took) {
      serving = { name, since: now() };
      refusal = undefined;
      outcomes.inc({ outcome: 'served' });
      seconds.observe({}, took);
      logger.info({ source, supergraph: name }, 'a new supergraph is served');
    },
    refused(name, reason) {
      refusal = `${name} cannot be served, ${serving.name} stays: ${reason instanceof Error ? reason.message : reason}`;
      outcomes.inc({ outcome: 'refused' });
      logger.error({ err: reason, source, supergraph: name }, 'a new supergraph cannot be served; the last one stays');
    },
  };
}
