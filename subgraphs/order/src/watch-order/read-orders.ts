import type { OrderId } from '@rushgraph/contracts';
import type { OrderWithLines } from '../order/order.ts';
import type { OrderReader } from '../order/order-reader.ts';

/** The orders that exist among `ids`, with their lines, which are read a moment later: those of a PENDING one may be sold by then. */
export async function readOrders(
  reader: Pick<OrderReader, 'orders' | 'lines'>,
  ids: readonly OrderId[],
): Promise<Map<OrderId, OrderWithLines>> {
  const orders = await reader.orders(ids);
  const lines = await reader.lines([...orders.keys()]);
  return new Map([...orders].map(([id, order]) => [id, { order, lines: lines.get(id) ?? [] }]));
}
