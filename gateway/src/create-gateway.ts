import type { FollowedService } from '@rushgraph/discovery';
import { createEngine, type Engine } from './engine/engine.ts';
import type { PlannerLimits } from './engine/plan/planner.ts';
import { createPlannerThreads, type PlannerThreads } from './engine/threads/planner-threads.ts';
import { createSubgraph, type Subgraph } from './fetch-subgraphs/subgraph.ts';
import type { TakeSupergraph } from './load-supergraph/supergraph-source.ts';
import type { UpdatableGateway } from './plan-with-apollo/apollo-engine.ts';
import type { RememberedDocuments } from './remember-documents.ts';
import type { UpstreamClients } from './subscribe/upstream/upstream-clients.ts';
import type { SupergraphOptions } from './supergraph-options.ts';
import { warnRarely } from './threads/warn-rarely.ts';

export interface Gateway {
  /** Answers queries and mutations. */
  readonly gateway: UpdatableGateway;
  /** Runs subscriptions, whichever engine runs the rest: Apollo's own executor has none. */
  readonly engine: Engine;
  /** Plans and serves another supergraph. Rejects one that cannot be read; the last stays. */
  readonly update: TakeSupergraph;
  /** Closes what leads to the subgraphs. */
  close(): Promise<void>;
}

type ClientFor = (place: { readonly name: string; readonly url: string }) => Subgraph;

/** Ways through the subgraphs that are followed for one field; a hostile operation could have millions. */
const MAX_PATHS = 500;
/** A new supergraph is served once this many operations are planned for it. */
const WARM_OPERATIONS = 200;
/**
 * Plans are counted by their texts, and take far more room: 4,000 different operations of one field, some 3 kB of text each,
 * made the process grow by 26 kB each.
 */
const ROOM_FOR_TEXT = 8;

/** What runs operations, and its clients of the subgraphs. Throws when a subgraph has no key. */
export async function createGateway(
  options: SupergraphOptions,
  upstreams: UpstreamClients,
  documents: RememberedDocuments,
): Promise<Gateway> {
  const { urls, keys, discovery } = options;
  const shared = new Set<string>();
  // By place: a new supergraph asks subgraphs that have not moved over the same connections, with what their breakers know.
  const subgraphs = new Map<string, { readonly subgraph: Subgraph; readonly instances: FollowedService }>();
  const clientFor: ClientFor = (place) => {
    const { name } = place;
    const key = keys.get(name);
    if (key === undefined) throw new Error(`VIEWER_KEYS has no key for the subgraph ${name}`);
    const url = urls.get(name) ?? place.url;
    const known = subgraphs.get(`${name} ${url}`) ?? create(name, url, key);
    subgraphs.set(`${name} ${url}`, known);
    upstreams.place(name, known.instances, key);
    return known.subgraph;
  };
  function create(name: string, url: string, key: Buffer) {
    const instances = discovery.follow(name, url);
    const policy = options.policyOf(name);
    return {
      instances,
      subgraph: createSubgraph({ ...options, name, instances, key, policy, sharedRootFields: shared }),
    };
  }
  const warn = warnRarely(options.logger, 'a thread that plans has failed');
  const threads = createPlannerThreads({ limits: plannerLimits(options), warn });
  const engine = compiledEngine(options, { clientFor, threads, documents });
  const gateway = options.engine === 'apollo' ? await apolloEngine(options, clientFor) : engine;
  shareFields();

  function shareFields(): void {
    shared.clear();
    for (const field of engine.current().sharedRootFields) shared.add(field);
  }

  return {
    gateway,
    engine,
    async update(supergraphSdl) {
      await engine.update(supergraphSdl);
      if (gateway !== engine) await gateway.update(supergraphSdl);
      shareFields();
    },
    async close() {
      await Promise.all([
        threads.stop(),
        upstreams.close(),
        ...[...subgraphs.values()].map(({ subgraph }) => subgraph.close()),
      ]);
    },
  };
}

interface EngineParts {
  readonly clientFor: ClientFor;
  readonly threads: PlannerThreads;
  readonly documents: RememberedDocuments;
}

/** It is loaded by who needs it: some megabytes, and a tenth of a second. */
async function apolloEngine(options: SupergraphOptions, clientFor: ClientFor): Promise<UpdatableGateway> {
  const { createApolloEngine } = await import('./plan-with-apollo/apollo-engine.ts');
  return createApolloEngine({ ...options, clientFor });
}

function compiledEngine(options: SupergraphOptions, { clientFor, threads, documents }: EngineParts): Engine {
  const { supergraphSdl, planCacheBytes, metrics, queryPlans, firstTexts, now } = options;
  const planning = metrics.histogram('gateway_planning_seconds', 'Time for planning one root field or mutation', []);
  return createEngine({
    supergraphSdl,
    clientFor,
    ...plannerLimits(options),
    maxPlanBytes: planCacheBytes / ROOM_FOR_TEXT,
    warmOperations: WARM_OPERATIONS,
    // Apollo's own executor has its own schema, and plans for itself.
    ...(options.engine === 'compiled' && { documents }),
    onPlanned: (seconds) => planning.observe({}, seconds),
    queryPlans,
    firstTexts,
    now,
    readElsewhere: threads.read,
    planBeside: (sdl, own) => threads.planBeside(sdl, own, options),
  });
}

function plannerLimits({ plans }: SupergraphOptions): PlannerLimits {
  return { maxEvaluatedPlans: plans, maxPaths: MAX_PATHS };
}
