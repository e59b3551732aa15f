import type { Metrics } from '@rushgraph/service';

const GROUP_SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500];

export type OrderMetrics = ReturnType<typeof createOrderMetrics>;

/** What an operator watches about orders. */
export function createOrderMetrics(metrics: Metrics) {
  return {
    /** For parts that bring their own metrics. */
    registry: metrics.registry,
    placements: metrics.counter('order_placements_total', 'Requests for an order by what came of them', [
      'engine',
      'outcome',
    ]),
    fallbacks: metrics.counter('order_engine_fallbacks_total', 'Orders placed with the other engine', ['to']),
    groupSize: metrics.histogram('order_group_size', 'Orders placed in one transaction', [], GROUP_SIZES),
    results: metrics.counter('order_stock_results_total', 'Stock results by what was decided about them', ['decision']),
    parkedResults: metrics.counter('order_parked_results_total', 'Parked stock results by what became of them', [
      'end',
    ]),
    reconciliations: metrics.counter('order_reconciliations_total', 'Overdue orders by what was done', ['action']),
  };
}
