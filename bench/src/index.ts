import { catalogueBenchmark } from './catalogue/catalogue-benchmark.ts';
import { couponsBenchmark, couponsSmallBenchmark } from './coupons/coupons-benchmark.ts';
import { edgeBenchmark } from './edge/edge-benchmark.ts';
import { edgeAttacksBenchmark } from './edge-attacks/edge-attacks-benchmark.ts';
import { gatewayBenchmark } from './gateway/gateway-benchmark.ts';
import { gatewaySoak } from './gateway-soak/gateway-soak.ts';
import type { Benchmark } from './harness/benchmark.ts';
import { liveBenchmark } from './live/live-benchmark.ts';
import { myPageBenchmark } from './my-page/my-page-benchmark.ts';
import { ordersBenchmark } from './orders/orders-benchmark.ts';
import { relayBenchmark } from './relay/relay-benchmark.ts';
import { stockBenchmark } from './stock/stock-benchmark.ts';
import { swapsBenchmark } from './swaps/swaps-benchmark.ts';
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
  edgeAttacksBenchmark({
    name: 'edge-attacks',
    runs: 5,
    warmMs: 25_000,
    seconds: 2,
    slowBodies: 200,
    differentOperations: 4_000,
  }),
  edgeAttacksBenchmark({
    name: 'edge-attacks-small',
    runs: 2,
    warmMs: 0,
    seconds: 0.2,
    slowBodies: 20,
    differentOperations: 100,
  }),
  gatewayBenchmark({
    name: 'gateway',
    runs: 5,
    seconds: 1,
    warmSeconds: 1.5,
    operations: ['__typename', 'one row', 'small', 'large', 'joined'],
    withHive: true,
  }),
  gatewayBenchmark({
    name: 'gateway-small',
    runs: 1,
    seconds: 1,
    warmSeconds: 1.5,
    operations: ['__typename', 'small', 'large'],
    withHive: false,
  }),
  gatewaySoak,
  tableReplayBenchmark,
  edgeBenchmark({
    name: 'edge',
    runs: 5,
    customers: 256,
    orders: 4_000,
    originalOrders: 1_000,
    warmOrders: 15_000,
    originalWarmOrders: 5_000,
    warmRequests: 12_000,
    requests: 2_000,
    openLoopSeconds: 5,
  }),
  edgeBenchmark({
    name: 'edge-small',
    runs: 1,
    customers: 16,
    orders: 300,
    originalOrders: 200,
    warmOrders: 300,
    originalWarmOrders: 100,
    warmRequests: 100,
    requests: 200,
    openLoopSeconds: 1,
  }),
  myPageBenchmark({
    name: 'my-page',
    filling: { customers: 200, orders: 8, coupons: 4 },
    requests: 4_000,
    events: 100_000,
    settled: {
      costs: [
        { perSecond: 300, seconds: 15 },
        { perSecond: 2_000, seconds: 5 },
      ],
      freshness: { perSecond: 500, seconds: 15 },
    },
  }),
  myPageBenchmark({
    name: 'my-page-small',
    filling: { customers: 10, orders: 3, coupons: 2 },
    requests: 200,
    events: 5_000,
    settled: {
      costs: [
        { perSecond: 300, seconds: 3 },
        { perSecond: 2_000, seconds: 2 },
      ],
      freshness: { perSecond: 500, seconds: 3 },
    },
  }),
  liveBenchmark('live', { orders: 5_000, seconds: 20, tickets: 20_000 }),
  liveBenchmark('live-small', { orders: 200, seconds: 3, tickets: 500 }),
  swapsBenchmark({ name: 'swaps', parts: 5, swaps: 20 }),
  swapsBenchmark({ name: 'swaps-small', parts: 1, swaps: 5 }),
  catalogueBenchmark('catalogue', 1_000_000),
  catalogueBenchmark('catalogue-small', 50_000),
];
