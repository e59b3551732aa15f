/** One row of a benchmark's table: a name, and figures by column. */
export interface Row {
  readonly name: string;
  readonly figures: Readonly<Record<string, number>>;
  /** Whether the chart shows it. Default true. */
  readonly isCharted?: boolean;
}

export interface Result {
  readonly title: string;
  /** What was done, how often, with which settings. */
  readonly setting: string;
  readonly rows: readonly Row[];
  /** Which column the chart shows. */
  readonly chart: string;
  readonly notes: readonly string[];
}

export interface Benchmark {
  readonly name: string;
  readonly describe: string;
  run(say: (line: string) => void): Promise<Result>;
}
