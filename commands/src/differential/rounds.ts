import { compareEngines, type Difference, type DifferentialReport } from '@rushgraph/gateway/differential';

const OPERATIONS = 50;
const KINDS = [
  { failures: 0, garbage: false },
  { failures: 4, garbage: false },
  { failures: 0, garbage: true },
] as const;

export interface RoundOptions {
  readonly seed: number;
  /** Each round has a supergraph of its own. */
  readonly round: number;
  readonly stock: boolean;
}

export interface RoundReport {
  readonly cases: number;
  readonly differences: readonly Difference[];
  readonly stockDifferences: readonly Difference[];
}

/** One supergraph and some fifty operations. By turns everything works, fields fail, and subgraphs are away or answer garbage. */
export async function runRound({ seed, round, stock }: RoundOptions): Promise<RoundReport> {
  const kind = KINDS[round % KINDS.length] ?? KINDS[0];
  const report: DifferentialReport = await compareEngines({
    ...kind,
    firstSeed: seed + round,
    universes: 1,
    operations: OPERATIONS,
    stock: stock && !kind.garbage,
  });
  return { cases: report.cases, differences: report.differences, stockDifferences: report.stockDifferences };
}
