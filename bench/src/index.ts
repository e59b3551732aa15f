import { catalogueBenchmark } from './catalogue/catalogue-benchmark.ts';
import { couponsBenchmark, couponsSmallBenchmark } from './coupons/coupons-benchmark.ts';
import { gatewayBenchmark } from './gateway/gateway-benchmark.ts';
import type { Benchmark } from './harness/benchmark.ts';
import { ordersBenchmark } from './orders/orders-benchmark.ts';
import { relayBenchmark } from './relay/relay-benchmark.ts';
import { stockBenchmark } from './stock/stock-benchmark.ts';
import { tableReplayBenchmark } from './table-replay/table-replay-benchmark.ts';

export type { Benchmark, Result, Row } from './harness/benchmark.ts';
export { drawChart } from './harness/draw-chart.ts';
export { printTable } from './harness/print-table.ts';

/** Every benchmark of `npm run bench`. */
export const benchmarks: readonly Benchmark[] = [
  ordersBenchmark,
  stockBenchmark,
  couponsBenchmark,
  couponsSmallBenchmark,
  relayBenchmark,
  gatewayBenchmark,
  tableReplayBenchmark,
  catalogueBenchmark('catalogue', 1_000_000),
  catalogueBenchmark('catalogue-small', 50_000),
];
