export type { OrderEngine, Placement } from '../src/order/placement.ts';
export { createOrderMetrics } from '../src/order-metrics.ts';
export { createPendingOrders } from '../src/pending-orders/pending-orders.ts';
export { createOutboxEngine } from '../src/place-order/outbox-engine.ts';
export { createStreamsEngine } from '../src/place-order/streams-engine.ts';
export { hashPlacement } from '../src/place-order/validate-placement.ts';
