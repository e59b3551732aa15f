import {
  type GraphQLError,
  type GraphQLSchema,
  getVariableValues,
  Kind,
  OperationTypeNode,
  type ValueNode,
  type VariableDefinitionNode,
  valueFromASTUntyped,
} from 'graphql';
import type { GatewayContext } from '../../context.ts';
import { defaultVariables, type Variables } from '../plan/default-variables.ts';
import type { PlannedUnit } from '../plan/remember-plans.ts';
import { rootUnit, withoutEmptySelections } from '../plan/root-unit.ts';
import { introspectionFields, type RootField, splitOperation } from '../plan/split-operation.ts';
import { createAnswerShape } from '../shape/answer-shape.ts';
import type { OperationTrace } from '../trace/operation-trace.ts';
import { type Raw, reader, writer } from '../values/raw.ts';
import { createCallQueue } from './call-queue.ts';
import { createIntrospection } from './introspect.ts';
import type { OperationParts } from './operation-parts.ts';
import { type OperationSource, type ReadOperation, readOperation } from './read-operation.ts';
import type { Step, UnitRun } from './run.ts';

export interface OperationResult {
  readonly data?: Raw | null;
  readonly errors?: readonly GraphQLError[];
}

/** An operation that has been planned and compiled, and can be run any number of times, also at once. */
export interface CompiledOperation {
  /** Variables that do not fit the operation. */
  problems(sent: Variables): readonly GraphQLError[];
  /** With variables that fit. */
  run(sent: Variables, context: GatewayContext, trace?: OperationTrace): Promise<OperationResult>;
  /** Memory it takes, roughly, by the texts of its plans. */
  readonly bytes: number;
  readonly plans: readonly Pick<Unit, 'planned' | 'nameOf'>[];
}

/** A part of the operation with a plan of its own, and where its data goes. */
interface Unit {
  readonly planned: PlannedUnit<Step>;
  readonly variables: (variables: Variables) => Variables;
  readonly nameOf: (rootKey: string) => string;
  readonly take: (root: Raw, unitRoot: Raw) => void;
}

/**
 * Plans and compiles an operation for what its conditions (@skip, @include) say with these variables: other values of the
 * variables that conditions look at make another compiled operation.
 */
export async function compileOperation(source: OperationSource, loaded: OperationParts): Promise<CompiledOperation> {
  const { operation, fragments, planned } = readOperation(source, loaded);
  const rootFields = splitOperation(planned.operation, planned.fragments);
  const units = await unitsOf(rootFields, { ...planned, loaded, sender: source.sender });
  const shape = createAnswerShape(operation, { ...loaded, fragments });
  const introspect = createIntrospection(loaded.schema, operation, fragments, splitOperation(operation, fragments));
  const definitions = operation.variableDefinitions ?? [];

  return {
    bytes: units.reduce((sum, { planned }) => sum + planned.bytes, 0),
    plans: units,
    problems: (sent) => problemsOf(loaded.schema, definitions, sent),
    async run(sent, context, trace) {
      const variables = defaultVariables(definitions, sent);
      const { clients, combined } = loaded;
      const calls = createCallQueue({ clients, combined, context, trace: trace?.wanted });
      const errors: GraphQLError[] = [];
      const root: Raw = {};
      await Promise.all(
        units.map(async (unit) => {
          const { planned, nameOf } = unit;
          const own = unit.variables(variables);
          const traced = trace?.unit({ plan: planned.plan, variables: own, nameOf });
          const run: UnitRun = { root: {}, variables: own, calls, errors, nameOf, trace: traced };
          await planned.step(run);
          unit.take(root, run.root);
        }),
      );
      trace?.finish();
      introspect?.(root, variables);
      const { data, found } = shape(root, errors);
      const all = found.length === 0 ? errors : [...errors, ...found];
      return all.length === 0 ? { data } : { data, errors: all };
    },
  };
}

const NO_PROBLEMS: readonly GraphQLError[] = [];
/** As graphql-js tells when it executes: a list of numbers may have as many wrong ones as a request has room for. */
const MOST_TOLD = 50;

/** What a client is told of variables that do not fit. */
export function problemsOf(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  sent: Variables,
): readonly GraphQLError[] {
  const errors =
    definitions.length === 0
      ? undefined
      : getVariableValues(schema, definitions, sent, { maxErrors: MOST_TOLD }).errors;
  if (errors === undefined) return NO_PROBLEMS;
  for (const { extensions } of errors) Object.assign(extensions, { code: 'BAD_USER_INPUT' });
  return errors;
}

/** What units are planned of, with what, and for whom. */
interface UnitsSource extends ReadOperation, Pick<OperationSource, 'sender'> {
  readonly loaded: OperationParts;
}

/** Root fields of a query are planned one by one, so that planning stays linear in them; those of a mutation run in order. */
async function unitsOf(rootFields: readonly RootField[], source: UnitsSource): Promise<readonly Unit[]> {
  const { operation, fragments, loaded, sender } = source;
  const asked = rootFields.filter(({ name }) => name !== '__typename' && !introspectionFields.has(name));
  if (asked.length === 0) return [];
  if (operation.operation === OperationTypeNode.QUERY)
    return Promise.all(asked.map((field) => queryUnit(field, source)));
  const definitions = [operation, ...Object.values(fragments)];
  const planned = await loaded.plans.planFor(withoutEmptySelections({ kind: Kind.DOCUMENT, definitions }), sender);
  return [
    {
      planned,
      variables: (variables) => variables,
      nameOf: (rootKey) => rootKey,
      take: (root, unitRoot) => void Object.assign(root, unitRoot),
    },
  ];
}

async function queryUnit(field: RootField, source: UnitsSource): Promise<Unit> {
  const { operation, fragments, loaded, sender } = source;
  const rootType = loaded.schema.getQueryType();
  if (rootType == null) throw new Error('The supergraph has no type of queries');
  const { document, key, hoisted } = rootUnit(field, { schema: loaded.schema, rootType, operation, fragments });
  const read = reader(key);
  const set = writer(field.responseName);
  return {
    planned: await loaded.plans.planFor(document, sender),
    variables: (variables) => (hoisted.size === 0 ? variables : withHoisted(variables, hoisted)),
    nameOf: (rootKey) => (rootKey === key ? field.responseName : rootKey),
    take: (root, unitRoot) => set(root, read(unitRoot)),
  };
}

/** What the client wrote as arguments, with its variables filled in; what it left out stays left out. */
function withHoisted(variables: Variables, hoisted: ReadonlyMap<string, ValueNode>): Variables {
  const all: Record<string, unknown> = Object.assign(Object.create(null), variables);
  for (const [name, node] of hoisted) {
    const value = valueFromASTUntyped(node, variables);
    if (value !== undefined) all[name] = value;
  }
  return all;
}
