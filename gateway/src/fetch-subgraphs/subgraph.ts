import { createServicePolicy, type FollowedService } from '@rushgraph/discovery';
import { isResilienceError, type PolicySettings } from '@rushgraph/resilience';
import type { Health, Logger, Metrics } from '@rushgraph/service';
import { parse } from 'graphql';
import type { GatewayContext } from '../context.ts';
import { type CallSubgraphOptions, callSubgraph } from './call-subgraph.ts';
import { collapseCalls } from './collapse-calls.ts';
import { deduplicateRepresentations } from './deduplicate.ts';
import { failureCode, speaksAgainstSubgraph } from './failure-code.ts';
import { failurePaths } from './failure-paths.ts';
import { knowViewer } from './know-viewer.ts';
import type { Answer } from './read-answer.ts';
import type {
  CallFailure,
  CallResult,
  MissingParts,
  SubgraphCall,
  SubgraphClient,
  SubgraphError,
} from './subgraph-client.ts';
import { watchSubgraph } from './watch-subgraph.ts';

export interface SubgraphOptions extends CallSubgraphOptions {
  /** Where it is. */
  readonly instances: FollowedService;
  /** When the subgraph is asked again, and when not any more. */
  readonly policy: PolicySettings;
  /** Numbers in [0, 1): pauses between tries are drawn by them. */
  readonly random: () => number;
  /** Root fields that several subgraphs answer in parts. */
  readonly sharedRootFields: ReadonlySet<string>;
  /** How often it is looked whether the subgraph is there, beside all calls; 0 for never. */
  readonly watchMs: number;
  /** Is told whether it is there. The gateway is ready without it. */
  readonly health: Pick<Health, 'check'>;
  /** Whether queries of one viewer that are alike and under way at the same time are one call. */
  readonly collapseQueries: boolean;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export interface SubgraphRequest {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly variables: Record<string, unknown>;
  /** The kind of trace that the engine wants with the answer. */
  readonly trace?: string | undefined;
}

export interface Subgraph extends SubgraphClient {
  /** What Apollo's executor asks. Never rejects: a subgraph that fails is an answer too. */
  fetch(request: SubgraphRequest, context: GatewayContext): Promise<Answer>;
  close(): Promise<void>;
}

const SENTENCES = {
  SUBGRAPH_TIMEOUT: 'did not answer in time.',
  SUBGRAPH_UNAVAILABLE: 'is not available.',
};

/**
 * Fetches from one subgraph: queries again when it fails, within the time that is left for the request, and not at all
 * while its breaker is open. A subgraph that does not answer costs only its fields: the failure is answered as typed errors
 * at their paths, never as a transport error that would leak addresses.
 */
export function createSubgraph(options: SubgraphOptions): Subgraph {
  const { name, instances, timeoutMs, policy, random, sharedRootFields, watchMs, health, logger, metrics } = options;
  const callable = callSubgraph(options);
  const guarded = createServicePolicy({
    name,
    instances,
    settings: policy,
    isFailure: speaksAgainstSubgraph,
    logger,
    registry: metrics.registry,
    random,
  });
  const watch =
    watchMs > 0
      ? watchSubgraph({
          name,
          instances: instances.known,
          ask: callable.greet,
          everyMs: watchMs,
          onBack: guarded.tryNow,
          onAway: guarded.eject,
          logger,
        })
      : undefined;
  if (watch !== undefined) health.check(name, watch.check, { required: false, facts: watch.facts });
  instances.onGone((instance) => void callable.leave(instance));
  const duration = metrics.histogram('gateway_subgraph_seconds', 'Time for one fetch from a subgraph', [
    'subgraph',
    'outcome',
  ]);

  const joined = metrics.counter('gateway_collapsed_calls_total', 'Queries that another one like them answered', [
    'subgraph',
  ]);
  const onJoined = () => joined.inc({ subgraph: name });

  /** Only the user subgraph is told more of a request than who asks, and for what. */
  function toldOf({ clientAddress, refreshCookies = '' }: GatewayContext): string {
    return name === 'user' ? `${clientAddress}\n${refreshCookies}` : '';
  }

  function explain(code: CallFailure, { document, representations }: MissingParts): SubgraphError[] {
    const error = { message: `The ${name} service ${SENTENCES[code]}`, extensions: { code, service: name } };
    const paths = failurePaths(document, representations, sharedRootFields);
    // A failure is never silent, even where no field can be named.
    return paths.length === 0 ? [error] : paths.map((path) => ({ ...error, path: [...path] }));
  }

  async function sendAlone(request: SubgraphCall, context: GatewayContext): Promise<CallResult> {
    const stop = duration.startTimer({ subgraph: name });
    const { signal } = context;
    const kind = request.isMutation ? 'mutation' : 'query';
    const timeLeftMs = Math.min(timeoutMs, context.timeLeftMs());
    try {
      const answer = await guarded.execute({ kind, timeLeftMs, signal }, (instance, attempt) =>
        callable.call(instance, request, context, attempt),
      );
      stop({ outcome: answer.errors === undefined ? 'ok' : 'error' });
      return { kind: 'answer', answer };
    } catch (error) {
      const code = failureCode(error);
      // Nobody waits for this answer any more, and the subgraph did nothing wrong.
      const hasLeft = signal.aborted;
      stop({ outcome: hasLeft ? 'client_left' : code });
      // A breaker says once that it opens; what it then refuses is counted.
      const isNews = !hasLeft && !isResilienceError(error, 'open', 'full');
      if (isNews) logger.warn({ err: error, subgraph: name }, 'a subgraph did not answer');
      return { kind: 'failure', code };
    }
  }

  const send = options.collapseQueries ? collapseCalls(sendAlone, { toldOf, timeoutMs, onJoined }) : sendAlone;

  return {
    send,
    explain,
    async fetch({ query, operationName, trace, ...request }, context) {
      const { variables, spread, spreadErrors } = deduplicateRepresentations(request.variables);
      const body = JSON.stringify({ query, variables, operationName });
      // Plans print the kind of an operation first.
      const isMutation = query.startsWith('mutation');
      const result = await send({ body, isMutation, trace }, context);
      const { representations } = request.variables;
      const count = Array.isArray(representations) ? representations.length : 0;
      if (result.kind === 'answer' && result.answer.errors === undefined)
        return { ...result.answer, data: spread(result.answer.data ?? null) };
      const document = parse(query);
      const received =
        result.kind === 'answer'
          ? {
              ...result.answer,
              data: spread(result.answer.data ?? null),
              errors: spreadErrors(result.answer.errors ?? []),
            }
          : { data: null, errors: explain(result.code, { document, representations: count }) };
      const { data = null, errors, ...rest } = knowViewer(received, document, context.viewer);
      return { ...rest, data, ...(errors !== undefined && { errors: [...errors] }) };
    },
    async close() {
      await watch?.stop();
      await callable.close();
    },
  };
}
