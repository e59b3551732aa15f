import type { FetchNode, PlanNode, QueryPlan, ResponsePath } from '@apollo/query-planner';
import { type FetchShape, fetchShape } from '../compile/fetch-shape.ts';
import { pathsOf, type Targets, targetsOf } from '../compile/targets.ts';
import type { TypeTest } from '../compile/type-test.ts';
import type { Raw } from '../values/raw.ts';
import type { Fetch, FetchPart } from './fetch-group.ts';
import { placeErrors } from './place-errors.ts';
import type { Step, UnitRun } from './run.ts';

/**
 * Turns a plan into one function: what can be known before the first request is worked out here, once. Of a subscription it
 * is what follows each event: what comes from other subgraphs.
 */
export function compilePlan({ node }: QueryPlan, isOfType: TypeTest): Step {
  const first = node?.kind === 'Subscription' ? node.rest : node;
  return first === undefined ? () => undefined : compile(first, [], shapesOf(isOfType));
}

type ShapeOf = (node: FetchNode) => FetchShape;

/** Fetches of one plan that ask the same at different places have one shape: then their entities are asked for together. */
function shapesOf(isOfType: TypeTest): ShapeOf {
  const known = new Map<string, FetchShape>();
  return (node) => {
    const {
      serviceName,
      operation,
      operationName = '',
      requires,
      inputRewrites,
      outputRewrites,
      variableUsages,
    } = node;
    // Plans number their fetches, in the names of the operations.
    const text = operation.replace(operationName, '');
    const key = JSON.stringify([serviceName, text, requires, inputRewrites, outputRewrites, variableUsages]);
    const shape = known.get(key) ?? fetchShape(node, isOfType);
    known.set(key, shape);
    return shape;
  };
}

function compile(node: PlanNode, path: ResponsePath, shapeOf: ShapeOf): Step {
  switch (node.kind) {
    case 'Sequence':
      return inSequence(node.nodes.map((child) => compile(child, path, shapeOf)));
    case 'Parallel':
      return inParallel(node.nodes.map((child) => compile(child, path, shapeOf)));
    case 'Flatten':
      return compile(node.node, [...path, ...node.path], shapeOf);
    case 'Condition': {
      const { condition, ifClause, elseClause } = node;
      const whenTrue = ifClause && compile(ifClause, path, shapeOf);
      const whenFalse = elseClause && compile(elseClause, path, shapeOf);
      return (unit) => (unit.variables[condition] === true ? whenTrue : whenFalse)?.(unit);
    }
    case 'Fetch':
      return compileFetch(node, path, shapeOf);
    case 'Defer':
      throw new Error('The plan defers a part, which the API schema does not offer');
    default:
      return node satisfies never;
  }
}

function inSequence(steps: readonly Step[]): Step {
  return async (unit) => {
    for (const step of steps) await step(unit);
  };
}

function inParallel(steps: readonly Step[]): Step {
  return async (unit) => {
    await Promise.all(steps.map((step) => step(unit)));
  };
}

function compileFetch(node: FetchNode, path: ResponsePath, shapeOf: ShapeOf): Step {
  const shape = shapeOf(node);
  const targets = targetsOf(path);
  const call: Call = (fetch, { calls, trace }) =>
    trace === undefined ? calls.fetch(fetch) : trace.time(node, () => calls.fetch(fetch));
  return shape.represent === undefined
    ? (unit) => fetchFields({ shape, targets, call }, unit)
    : (unit) => fetchEntities({ shape, path, call }, targets(unit.root), unit);
}

type Call = (fetch: Fetch, unit: UnitRun) => Promise<FetchPart>;

interface FieldsFetch {
  readonly shape: FetchShape;
  readonly targets: Targets;
  readonly call: Call;
}

/** Fields of the root, or of objects that need no key to be found again. */
async function fetchFields({ shape, targets, call }: FieldsFetch, unit: UnitRun): Promise<void> {
  const { data, errors } = await call({ shape, variables: variablesOf(shape, unit), representations: [] }, unit);
  if (errors.length > 0) unit.errors.push(...placeErrors(errors, { shape, pathOf: () => [], nameOf: unit.nameOf }));
  for (const target of targets(unit.root)) shape.merge(target, data);
}

interface EntitiesFetch {
  readonly shape: FetchShape;
  readonly path: ResponsePath;
  readonly call: Call;
}

function fetchEntities({ shape, path, call }: EntitiesFetch, found: readonly Raw[], unit: UnitRun) {
  const representations: string[] = [];
  const asked: number[] = [];
  found.forEach((entity, index) => {
    const representation = shape.represent?.(entity);
    if (representation === undefined) return;
    representations.push(representation);
    asked.push(index);
  });
  return representations.length === 0 ? undefined : fetchAsked();

  async function fetchAsked(): Promise<void> {
    const variables = variablesOf(shape, unit);
    const { entities, errors, data } = await call({ shape, variables, representations }, unit);
    if (errors.length > 0) {
      const paths = pathsOf(path, unit.root);
      const pathOf = (representation: number) => paths[asked[representation] ?? -1];
      unit.errors.push(...placeErrors(errors, { shape, pathOf, nameOf: unit.nameOf }));
    }
    if (entities === undefined && data !== null) reportLost();
    entities?.forEach((entity, index) => {
      const target = found[asked[index] ?? -1];
      if (target !== undefined) shape.merge(target, entity);
    });
  }

  /** The subgraph answered without the entities that were asked for, or with a number of others. */
  function reportLost(): void {
    const message = `The ${shape.service} service did not answer what was asked.`;
    const lost = { message, extensions: { code: 'SUBGRAPH_UNAVAILABLE', service: shape.service } };
    const [first] = pathsOf(path, unit.root);
    unit.errors.push(
      ...placeErrors([{ ...lost, path: ['_entities', 0] }], { shape, pathOf: () => first, nameOf: unit.nameOf }),
    );
  }
}

function variablesOf({ variableNames }: FetchShape, { variables }: UnitRun): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const name of variableNames) {
    const value = variables[name];
    if (value !== undefined) texts[name] = JSON.stringify(value);
  }
  return texts;
}
