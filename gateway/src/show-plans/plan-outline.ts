import type { FetchNode, PlanNode, QueryPlan, SubscriptionNode } from '@apollo/query-planner';
import { Kind, OperationTypeNode, parse, print, type SelectionSetNode } from 'graphql';

/** A query plan for people: who is asked for what, and what waits for what. */
export type PlanOutline =
  | { readonly kind: 'sequence' | 'parallel'; readonly steps: readonly PlanOutline[] }
  | FetchOutline;

export interface FetchOutline {
  readonly kind: 'fetch';
  readonly service: string;
  readonly isMutation: boolean;
  /** It tells of events; what comes after it is asked for each of them. */
  readonly isSubscription: boolean;
  /** Where the objects are that it adds to, as in `me.orders.nodes.@`; empty for a fetch at the root. */
  readonly path: string;
  /** What it asks for, a line each. */
  readonly fields: readonly string[];
  /** The whole operation that the subgraph gets. */
  readonly operation: string;
}

interface PlannedPart {
  readonly planned: { readonly plan: QueryPlan };
  /** What the client calls a root key of the plan. */
  readonly nameOf: (rootKey: string) => string;
}

/** The outline of an operation whose parts have plans of their own, which run side by side. */
export function outlineOf(parts: readonly PlannedPart[]): PlanOutline {
  return group(
    'parallel',
    parts.flatMap(({ planned: { plan }, nameOf }) => (plan.node === undefined ? [] : [outline(plan.node, [], nameOf)])),
  );
}

function outline(
  node: PlanNode | SubscriptionNode,
  path: readonly string[],
  nameOf: PlannedPart['nameOf'],
): PlanOutline {
  const below = (child: PlanNode) => outline(child, path, nameOf);
  switch (node.kind) {
    case 'Subscription':
      return group('sequence', [node.primary, ...(node.rest === undefined ? [] : [node.rest])].map(below));
    case 'Sequence':
      return group('sequence', node.nodes.map(below));
    case 'Parallel':
      return group('parallel', node.nodes.map(below));
    case 'Flatten':
      return outline(node.node, [...path, ...node.path.map(String)], nameOf);
    case 'Condition':
      return group(
        'parallel',
        [node.ifClause, node.elseClause].flatMap((clause) => (clause ? [below(clause)] : [])),
      );
    case 'Fetch':
      return fetchOutline(node, path, nameOf);
    case 'Defer':
      throw new Error('The plan defers a part, which the API schema does not offer');
    default:
      return node satisfies never;
  }
}

/** Steps of the same kind inside each other are one. */
function group(kind: 'sequence' | 'parallel', steps: readonly PlanOutline[]): PlanOutline {
  const flat = steps.flatMap((step) => (step.kind === kind ? step.steps : [step]));
  const [first] = flat;
  return flat.length === 1 && first !== undefined ? first : { kind, steps: flat };
}

function fetchOutline(node: FetchNode, path: readonly string[], nameOf: PlannedPart['nameOf']): FetchOutline {
  const document = parse(node.operation, { noLocation: true });
  const [first = '', ...rest] = path;
  return {
    kind: 'fetch',
    service: node.serviceName,
    isMutation: node.operationKind === OperationTypeNode.MUTATION,
    isSubscription: node.operationKind === OperationTypeNode.SUBSCRIPTION,
    path: path.length === 0 ? '' : [nameOf(first), ...rest].join('.'),
    fields: document.definitions.flatMap((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION
        ? fieldsOf(definition.selectionSet, node.requires !== undefined)
        : [],
    ),
    operation: print(document),
  };
}

/** Selections on one line each. Of entities it is told what is asked of them: `_entities` says nothing to people. */
function fieldsOf({ selections }: SelectionSetNode, ofEntities: boolean): string[] {
  return selections.flatMap((selection) => {
    if (ofEntities && selection.kind !== Kind.FRAGMENT_SPREAD && selection.selectionSet !== undefined)
      return fieldsOf(selection.selectionSet, selection.kind === Kind.FIELD);
    return [print(selection).replace(/\s+/g, ' ')];
  });
}
