import type { FetchNode, QueryPlan } from '@apollo/query-planner';
import type { GatewayGraphQLRequestMetrics } from '@apollo/server-gateway-interface';
import { Trace } from '@apollo/usage-reporting-protobuf';
import type { OperationTypeNode } from 'graphql';
import type { SubgraphError } from '../../fetch-subgraphs/subgraph-client.ts';
import type { Variables } from '../plan/default-variables.ts';
import { planTrace } from './plan-trace.ts';
import type { SubgraphTrace } from './subgraph-trace.ts';

/** What a trace reads of the answer to a fetch. */
export interface TracedPart {
  readonly errors: readonly SubgraphError[];
  readonly trace: SubgraphTrace | undefined;
}

/** Makes fetches of one plan, and notes what each took. */
export interface UnitTrace {
  time<Part extends TracedPart>(node: FetchNode, send: () => Promise<Part>): Promise<Part>;
}

export interface TracedUnit {
  readonly plan: QueryPlan;
  readonly variables: Variables;
  readonly nameOf: (rootKey: string) => string;
}

/** What a report to Apollo Studio is told of one operation. There is one only while usage is reported. */
export interface OperationTrace {
  /** What subgraphs are asked for; undefined for the operations of which only errors are counted. */
  readonly wanted: 'ftv1' | undefined;
  unit(unit: TracedUnit): UnitTrace;
  /** Hands the tree of all units over, once they have run. */
  finish(): void;
}

const ROOT_TYPES: Readonly<Record<OperationTypeNode, string>> = {
  query: 'Query',
  mutation: 'Mutation',
  subscription: 'Subscription',
};

/** A trace that fills in what the reporting plugin of this request reads; undefined when there is no such plugin. */
export function traceOperation(
  metrics: GatewayGraphQLRequestMetrics,
  kind: OperationTypeNode,
  now: () => Date,
): OperationTrace | undefined {
  const { startHrTime, captureTraces } = metrics;
  if (startHrTime === undefined) return undefined;
  const units: (() => Trace.QueryPlanNode[])[] = [];

  function noteAnswer(fetch: Trace.QueryPlanNode.FetchNode, { trace }: TracedPart): void {
    fetch.receivedTime = timestamp(now());
    if (trace === 'unreadable') fetch.traceParsingFailed = true;
    if (trace === undefined || trace === 'unreadable') return;
    // A subgraph may call its root types otherwise than the graph does.
    for (const child of trace.root?.child ?? []) child.parentType = ROOT_TYPES[kind];
    fetch.trace = trace;
  }

  return {
    wanted: captureTraces === true ? 'ftv1' : undefined,
    unit({ plan, variables, nameOf }) {
      const fetches = new Map<FetchNode, Trace.QueryPlanNode.FetchNode>();
      units.push(() => {
        if (plan.node === undefined || plan.node.kind === 'Subscription') return [];
        return [planTrace(plan.node, { fetches, variables, nameOf })];
      });
      return {
        async time(node, send) {
          const fetch = new Trace.QueryPlanNode.FetchNode({
            serviceName: node.serviceName,
            sentTimeOffset: nanosecondsSince(startHrTime),
            sentTime: timestamp(now()),
          });
          fetches.set(node, fetch);
          const part = await send();
          if (captureTraces === true) noteAnswer(fetch, part);
          countErrors(metrics, node.serviceName, part);
          return part;
        },
      };
    },
    finish() {
      if (captureTraces !== true) return;
      const nodes = units.flatMap((tree) => tree());
      const [first] = nodes;
      if (first !== undefined)
        metrics.queryPlanTrace = nodes.length === 1 ? first : new Trace.QueryPlanNode({ parallel: { nodes } });
    },
  };
}

/** Errors that no trace tells of are counted for the service and by their path. */
function countErrors(metrics: GatewayGraphQLRequestMetrics, subgraph: string, { errors, trace }: TracedPart): void {
  if (errors.length === 0 || isRead(trace)) return;
  metrics.nonFtv1ErrorPaths ??= [];
  metrics.nonFtv1ErrorPaths.push(...errors.map(({ path }) => ({ subgraph, path })));
}

function isRead(trace: SubgraphTrace | undefined): boolean {
  return trace !== undefined && trace !== 'unreadable';
}

function nanosecondsSince(start: [number, number]): number {
  const [seconds, nanoseconds] = process.hrtime(start);
  return seconds * 1e9 + nanoseconds;
}

function timestamp(at: Date): { readonly seconds: number; readonly nanos: number } {
  const milliseconds = at.getTime();
  return { seconds: Math.floor(milliseconds / 1_000), nanos: (milliseconds % 1_000) * 1e6 };
}
