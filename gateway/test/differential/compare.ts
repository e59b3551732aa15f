import { type DocumentNode, type ExecutionResult, parse, validate } from 'graphql';
import { conformityProblem, withKinds } from './conformity.ts';
import { type Ask, type Contestants, contestants } from './engines.ts';
import { meddling } from './meddle.ts';
import { type DrawnOperation, drawOperation } from './operations.ts';
import { drawUniverse } from './universe.ts';

export interface DifferentialOptions {
  readonly firstSeed: number;
  /** Supergraphs, each with `operations` random operations. */
  readonly universes: number;
  readonly operations: number;
  /** Fields that fail, of a hundred. */
  readonly failures: number;
  /** Whether subgraphs are away, and answer garbage, now and then; then answers are only checked against the schema. */
  readonly garbage: boolean;
  /** Whether the stock executor is compared with the truth as well. */
  readonly stock: boolean;
  readonly onUniverse?: (seed: number, report: DifferentialReport) => void;
}

export interface Difference {
  /** `universe/operation`: the same seeds make the same case again. */
  readonly seed: string;
  readonly operation: DrawnOperation;
  readonly problem: string;
}

export interface DifferentialReport {
  cases: number;
  /** Cases in which a subgraph reported an error. */
  withErrors: number;
  readonly differences: Difference[];
  readonly stockDifferences: Difference[];
}

/** Answers random operations over random supergraphs, and compares what the engine answers with the truth. */
export async function compareEngines(options: DifferentialOptions): Promise<DifferentialReport> {
  const report: DifferentialReport = { cases: 0, withErrors: 0, differences: [], stockDifferences: [] };
  for (let index = 0; index < options.universes; index += 1) {
    const seed = options.firstSeed + index;
    const rivals = await contestants(
      drawUniverse(seed),
      options.failures,
      options.garbage ? meddling(seed) : undefined,
    );
    // A universe whose parts do not compose is no supergraph.
    if (rivals !== undefined) await compareUniverse(seed, rivals, options, report);
    options.onUniverse?.(seed, report);
  }
  return report;
}

async function compareUniverse(
  seed: number,
  rivals: Contestants,
  { operations, garbage, stock }: DifferentialOptions,
  report: DifferentialReport,
): Promise<void> {
  for (let index = 0; index < operations; index += 1) {
    const operation = drawOperation(rivals.schema, seed * 10_000 + index);
    const parsed = parse(operation.text);
    const document = garbage ? withKinds(parsed) : parsed;
    if (validate(rivals.schema, document).length > 0) continue;
    report.cases += 1;
    const note = (problem: string) => ({ seed: `${seed}/${index}`, operation, problem });
    const ours = await answerOf(rivals.compiled, document, operation);
    if (ours.errors !== undefined) report.withErrors += 1;
    if (garbage) {
      const problem = conformityProblem(rivals.schema, document, operation, ours);
      if (problem !== undefined) report.differences.push(note(problem));
      continue;
    }
    const truth = await rivals.truth(document, operation);
    const problem = differenceOf(truth, ours);
    if (problem !== undefined) report.differences.push(note(problem));
    if (!stock) continue;
    const theirs = differenceOf(truth, await answerOf(rivals.stock, document, operation));
    if (theirs !== undefined) report.stockDifferences.push(note(theirs));
  }
}

/** The answer, or what was thrown in place of its data. */
export async function answerOf(ask: Ask, document: DocumentNode, operation: DrawnOperation): Promise<ExecutionResult> {
  try {
    return await ask(document, operation);
  } catch (error) {
    return { data: { thrown: error instanceof Error ? (error.stack ?? error.message) : error } };
  }
}

/** What is different in an answer from the true one: its data, or the nulls that errors explain. */
export function differenceOf(truth: ExecutionResult, answer: ExecutionResult): string | undefined {
  const [expected, actual] = [JSON.stringify(truth.data), JSON.stringify(answer.data)];
  if (expected !== actual) return `expected ${expected}, got ${actual} ${JSON.stringify(answer.errors ?? [])}`;
  const [reasons, given] = [explained(truth), explained(answer)];
  return reasons === given ? undefined : `expected errors for ${reasons}, got them for ${given}`;
}

/**
 * The nulls of an answer that errors explain. Which of several errors below one null are told is left open by the
 * specification, so places are compared, not errors. A field that only another one requires may fail, too: it is told at
 * its path, which the one server does not know.
 */
function explained({ data, errors = [] }: ExecutionResult): string {
  const places = errors.flatMap(({ path = [] }) => {
    let value: unknown = data;
    for (const [index, key] of path.entries()) {
      if (typeof value !== 'object' || value === null) return [JSON.stringify(path.slice(0, index))];
      if (!Object.hasOwn(value, key)) return [];
      value = Reflect.get(value, key);
    }
    return [JSON.stringify(path)];
  });
  return [...new Set(places)].sort().join(' ');
}
