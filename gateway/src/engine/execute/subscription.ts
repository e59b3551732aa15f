import { type GraphQLError, Kind } from 'graphql';
import type { GatewayContext } from '../../context.ts';
import type { Answer } from '../../fetch-subgraphs/read-answer.ts';
import { fetchShape } from '../compile/fetch-shape.ts';
import { defaultVariables, type Variables } from '../plan/default-variables.ts';
import { withoutEmptySelections } from '../plan/root-unit.ts';
import { createAnswerShape } from '../shape/answer-shape.ts';
import type { Raw } from '../values/raw.ts';
import { createCallQueue } from './call-queue.ts';
import { type CompiledOperation, type OperationResult, problemsOf } from './operation.ts';
import type { OperationParts } from './operation-parts.ts';
import { placeErrors } from './place-errors.ts';
import { type OperationSource, readOperation } from './read-operation.ts';
import { createSharedCalls, type SharedCalls } from './shared-calls.ts';

const sharedCalls = new WeakMap<OperationParts, SharedCalls>();

/** Those of one supergraph, whatever its subscriptions are. */
function sharedCallsOf(parts: OperationParts): SharedCalls {
  const known = sharedCalls.get(parts) ?? createSharedCalls(parts);
  sharedCalls.set(parts, known);
  return known;
}

/** A subscription that has been planned and compiled: one subgraph has the events, others may know more of them. */
export interface CompiledSubscription extends Pick<CompiledOperation, 'bytes' | 'plans'> {
  /** The subgraph that is subscribed to. */
  readonly service: string;
  /** Variables that do not fit the operation. */
  problems(sent: Variables): readonly GraphQLError[];
  /** The subscription of the subgraph, as JSON: equal ones have equal events. */
  upstream(sent: Variables): string;
  /** Makes the client's answer of one event, which is taken apart for it. */
  answer(event: Answer, sent: Variables, context: GatewayContext): Promise<OperationResult>;
}

/** Plans and compiles a subscription for what its conditions say with these variables. */
export async function compileSubscription(
  source: OperationSource,
  loaded: OperationParts,
): Promise<CompiledSubscription> {
  const { operation, fragments, planned: asPlanned } = readOperation(source, loaded);
  const definitions = [asPlanned.operation, ...Object.values(asPlanned.fragments)];
  const planned = await loaded.plans.planFor(
    withoutEmptySelections({ kind: Kind.DOCUMENT, definitions }),
    source.sender,
  );
  const { node } = planned.plan;
  if (node?.kind !== 'Subscription') throw new Error('The plan of a subscription does not begin with one');
  const primary = fetchShape(node.primary, loaded.isOfType);
  const nameOf = (key: string) => key;
  const place = { shape: primary, pathOf: () => [], nameOf };
  const shape = createAnswerShape(operation, { ...loaded, fragments });
  const variableDefinitions = operation.variableDefinitions ?? [];
  const shared = sharedCallsOf(loaded);

  return {
    bytes: planned.bytes,
    plans: [{ planned, nameOf }],
    service: primary.service,
    problems: (sent) => problemsOf(loaded.schema, variableDefinitions, sent),
    upstream(sent) {
      const variables = defaultVariables(variableDefinitions, sent);
      const used = primary.variableNames.filter((name) => variables[name] !== undefined);
      const members = used.map((name) => `${JSON.stringify(name)}:${JSON.stringify(variables[name])}`);
      return `${primary.head}{${members.join(',')}}}`;
    },
    async answer({ data = null, errors: told = [] }, sent, context) {
      const own = createCallQueue({ clients: loaded.clients, combined: loaded.combined, context, trace: undefined });
      const calls = shared.besides(own, context);
      const errors = placeErrors(told, place);
      const root: Raw = {};
      primary.rewrite?.(data);
      primary.merge(root, data);
      const variables = defaultVariables(variableDefinitions, sent);
      await planned.step({ root, variables, calls, errors, nameOf, trace: undefined });
      const { data: shaped, found } = shape(root, errors);
      const all = [...errors, ...found];
      return all.length === 0 ? { data: shaped } : { data: shaped, errors: all };
    },
  };
}
