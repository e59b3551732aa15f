import type { FetchNode, PlanNode, ResponsePath } from '@apollo/query-planner';
import { Trace } from '@apollo/usage-reporting-protobuf';
import type { Variables } from '../plan/default-variables.ts';
import { renamed } from './subgraph-trace.ts';

const { QueryPlanNode } = Trace;

export interface TracedPlan {
  /** What is known of the fetches that were made. */
  readonly fetches: ReadonlyMap<FetchNode, Trace.QueryPlanNode.FetchNode>;
  readonly variables: Variables;
  /** What the client calls a root key of the plan. */
  readonly nameOf: (rootKey: string) => string;
}

/** The tree of a plan as reports have it: its steps, and at each fetch what that took. */
export function planTrace(node: PlanNode, traced: TracedPlan): Trace.QueryPlanNode {
  switch (node.kind) {
    case 'Sequence':
      return new QueryPlanNode({ sequence: { nodes: node.nodes.map((child) => planTrace(child, traced)) } });
    case 'Parallel':
      return new QueryPlanNode({ parallel: { nodes: node.nodes.map((child) => planTrace(child, traced)) } });
    case 'Flatten': {
      const responsePath = pathOf(node.path, traced.nameOf);
      // Names below are no longer those of the root.
      const below = planTrace(node.node, { ...traced, nameOf: (key) => key });
      return new QueryPlanNode({ flatten: { responsePath, node: below } });
    }
    case 'Condition': {
      const { condition, ifClause, elseClause } = node;
      const isTrue = traced.variables[condition] === true;
      const taken = isTrue ? ifClause : elseClause;
      const clause = taken && planTrace(taken, traced);
      return new QueryPlanNode({
        condition: { condition, ...(clause !== undefined && { [isTrue ? 'ifClause' : 'elseClause']: clause }) },
      });
    }
    case 'Fetch':
      return new QueryPlanNode({ fetch: fetchTrace(node, traced) });
    case 'Defer':
      throw new Error('The plan defers a part, which the API schema does not offer');
    default:
      return node satisfies never;
  }
}

/** A fetch that was not made, since nothing was there to ask for, has only its service. */
function fetchTrace(node: FetchNode, { fetches, nameOf }: TracedPlan): Trace.QueryPlanNode.IFetchNode {
  const { serviceName } = node;
  const made = fetches.get(node);
  if (made === undefined) return { serviceName };
  const { root } = made.trace ?? {};
  if (node.requires === undefined && root?.child != null)
    root.child = root.child.map((child) => renamed(child, nameOf(child.responseName ?? '')));
  return made;
}

function pathOf(path: ResponsePath, nameOf: (rootKey: string) => string): Trace.QueryPlanNode.IResponsePathElement[] {
  return path.map((element, index) => {
    if (typeof element === 'number') return { index: element };
    return { fieldName: index === 0 ? nameOf(element) : element };
  });
}
