import type {
  GatewayExecutor,
  GatewayGraphQLRequestContext,
  GatewayInterface,
  GatewaySchemaLoadOrUpdateCallback,
} from '@apollo/server-gateway-interface';
import { CallerGone, othersFirst } from '@rushgraph/concurrency';
import { GraphQLError, type GraphQLSchema, Kind, OperationTypeNode } from 'graphql';
import { asksForPlan } from '../asks-for-plan.ts';
import type { GatewayContext } from '../context.ts';
import type { RememberedDocuments, UsedText } from '../remember-documents.ts';
import { outlineOf } from '../show-plans/plan-outline.ts';
import { ourselves, type Sender, senderOf } from '../threads/sender.ts';
import { carryDocuments } from './carry-documents.ts';
import type { CompiledOperation } from './execute/operation.ts';
import { compileSubscription } from './execute/subscription.ts';
import { createConditions, type LoadedSupergraph, type LoadOptions, loadSupergraph } from './loaded-supergraph.ts';
import { compiledOf, operationOf, type ValidOperation } from './operation-of.ts';
import { defaultVariables } from './plan/default-variables.ts';
import type { Plan } from './plan/planner.ts';
import { planFirst } from './plan-first.ts';
import { clientSchema, schemaOf, textOf } from './read/client-schema.ts';
import { type ReadSupergraph, readSupergraph } from './read/read-supergraph.ts';
import { traceOperation } from './trace/operation-trace.ts';

export interface EngineOptions extends LoadOptions {
  readonly supergraphSdl: string;
  /** This many of the most used operations are planned for a new supergraph before it takes over. */
  readonly warmOperations: number;
  /** Where Apollo Server keeps documents: those that are asked most are made ready for a new supergraph, too. */
  readonly documents?: RememberedDocuments;
  /** Texts of operations that are planned before the first request, most used first, as far as time allows. */
  readonly firstTexts?: readonly string[] | undefined;
  /** Whether a request may ask for its query plan instead of its data. */
  readonly queryPlans: boolean;
  readonly now: () => Date;
  /** Reads later supergraphs and plans for them beside this thread. By default this one does it, and answers nobody meanwhile. */
  readonly readElsewhere?: (supergraphSdl: string) => Promise<ReadSupergraph>;
  /** Plans for the first supergraph once requests are served, given what this thread would plan with. */
  readonly planBeside?: (supergraphSdl: string, own: Plan) => Plan;
}

export interface Engine extends GatewayInterface {
  /** Takes a new supergraph, once its most used operations are planned. Rejects one that cannot be read; the last stays. */
  update(supergraphSdl: string): Promise<void>;
  /** What is served now. */
  current(): LoadedSupergraph;
  /** An operation that is valid for what is served now, where it is compiled already for what its conditions say. */
  compiled(asked: ValidOperation): CompiledOperation | undefined;
  /** An operation that is valid for this supergraph, compiled. Rejects with a coded error, and with CallerGone. */
  compile(asked: ValidOperation, loaded: LoadedSupergraph, sender: Sender): Promise<CompiledOperation>;
  /** Plans and their compiled forms that are remembered, in bytes, roughly. */
  rememberedBytes(): number;
}

/**
 * Executes operations over the subgraphs, behind Apollo Server. Plans are Apollo's own; what happens between plan and
 * answer is compiled once for each operation.
 */
export function createEngine(options: EngineOptions): Engine {
  const listeners = new Set<GatewaySchemaLoadOrUpdateCallback>();
  // A request that was validated against one schema is executed with it, also when another has taken over meanwhile.
  const bySchema = new WeakMap<GraphQLSchema, LoadedSupergraph>();
  const { supergraphSdl: firstSdl, readElsewhere = (sdl) => readSupergraph(sdl, options) } = options;
  const loading = { ...options, conditions: createConditions() };
  const first = readSupergraph(firstSdl, options);
  const planBeside = options.planBeside?.(firstSdl, first.plan) ?? first.plan;
  let isServed = false;
  const plan: Plan = (document) => (isServed ? planBeside : first.plan)(document);
  let current = remember(loadSupergraph(firstSdl, { ...first, plan }, clientSchema(first.apiSdl), loading));

  function remember(loaded: LoadedSupergraph): LoadedSupergraph {
    bySchema.set(loaded.schema, loaded);
    return loaded;
  }

  const executor: GatewayExecutor = async (request) => {
    const sender = senderOf(contextOf(request));
    const loaded = bySchema.get(request.schema) ?? current;
    try {
      if (options.queryPlans && asksForPlan(request.request))
        return { data: null, extensions: { queryPlan: outlineOf(await plansOf(request, loaded, sender)) } };
      const operation = await operationOf(request, loaded, sender);
      const variables = request.request.variables ?? {};
      const problems = operation.problems(variables);
      if (problems.length > 0) return { errors: problems };
      const trace = traceOperation(request.metrics, request.operation.operation, options.now);
      return await operation.run(variables, contextOf(request), trace);
    } catch (error) {
      if (error instanceof GraphQLError) return { errors: [error] };
      // Nobody is there to be told, and nothing has failed.
      if (error instanceof CallerGone) return {};
      throw error;
    }
  };

  return {
    async load() {
      await planFirst(options.firstTexts ?? [], current);
      isServed = true;
      announce(current);
      return { executor };
    },
    onSchemaLoadOrUpdate(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async stop() {
      listeners.clear();
    },
    async update(supergraphSdl) {
      const read = await readElsewhere(supergraphSdl);
      // Each of these takes milliseconds, for which others would wait.
      const text = textOf(read.apiSdl);
      await othersFirst();
      const schema = schemaOf(text);
      await othersFirst();
      const next = loadSupergraph(supergraphSdl, read, schema, loading);
      await makeReady(next, current, read);
      await othersFirst();
      current = remember(next);
      announce(next);
    },
    current: () => current,
    compiled: (asked) => compiledOf(asked, current),
    compile: ({ variables, ...asked }, loaded, sender) =>
      operationOf({ ...asked, request: { variables } }, loaded, sender),
    rememberedBytes: () => current.plans.size() + current.operations.size(),
  };

  async function makeReady(to: LoadedSupergraph, from: LoadedSupergraph, { findFitting }: ReadSupergraph) {
    const { warmOperations: count, documents } = options;
    const until = performance.now() + WARM_LIMIT_MS;
    const isOver = () => performance.now() > until;
    await warm(to, from, count, isOver);
    const compile = (used: UsedText) => compileFirst(used, to);
    if (documents !== undefined) await carryDocuments({ documents, from, to, findFitting, count, compile, isOver });
  }

  function announce({ schema, sdl }: LoadedSupergraph): void {
    for (const listener of listeners) listener({ apiSchema: schema, coreSupergraphSdl: sdl });
  }
}

/** A new supergraph is not held back any longer by what makes its first requests quicker. */
const WARM_LIMIT_MS = 10_000;

/**
 * Plans for the next supergraph what was asked most of the present one; what no longer fits it is left out, and what was
 * asked once. Half of the uses count for the next time, so that supergraphs that follow soon know them, too.
 */
async function warm(next: LoadedSupergraph, present: LoadedSupergraph, count: number, isOver: () => boolean) {
  for (const { document, uses } of present.plans.mostUsed(count)) {
    if (uses < 2 || isOver()) return;
    await next.plans.planFor(document, ourselves, uses / 2).catch(() => undefined);
  }
}

/** Also of a subscription, which is run elsewhere. */
async function plansOf(
  asked: GatewayGraphQLRequestContext,
  loaded: LoadedSupergraph,
  sender: Sender,
): Promise<CompiledOperation['plans']> {
  const { document, operation, request } = asked;
  if (operation.operation !== OperationTypeNode.SUBSCRIPTION) return (await operationOf(asked, loaded, sender)).plans;
  const variables = defaultVariables(operation.variableDefinitions ?? [], request.variables ?? {});
  const operationName = operation.name?.value;
  return (await compileSubscription({ document, operationName, variables, sender }, loaded)).plans;
}

/** Of an operation that has conditions, the form that it has without variables. */
async function compileFirst({ document, queryHash }: UsedText, loaded: LoadedSupergraph): Promise<void> {
  for (const operation of document.definitions) {
    if (operation.kind !== Kind.OPERATION_DEFINITION || operation.operation === 'subscription') continue;
    await operationOf({ document, operation, queryHash, request: {} }, loaded, ourselves);
  }
}

function contextOf({ context }: GatewayGraphQLRequestContext): GatewayContext {
  return context as GatewayContext;
}
