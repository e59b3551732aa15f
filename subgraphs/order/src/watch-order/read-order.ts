import type { OrderId } from '@rushgraph/contracts';
import type { OrderWithLines } from '../order/order.ts';
import type { OrderReader } from '../order/order-reader.ts';

/** The order, if it is there, with its lines, which are read a moment later: those of a PENDING one may be sold by then. */
export async function readOrder(
  reader: Pick<OrderReader, 'orders' | 'lines'>,
  id: OrderId,
): Promise<OrderWithLines | undefined> {
  const order = (await reader.orders([id])).get(id);
  if (order === undefined) return undefined;
  return { order, lines: (await reader.lines([id])).get(id) ?? [] };
}
