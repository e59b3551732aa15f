import { type OrderId, parseId } from '@rushgraph/contracts';
import { maySee } from '@rushgraph/identity';
import type { Context } from '../context.ts';
import type { OrderModel } from '../models.ts';

/** The order, when it is there and the viewer may read it; a foreign order looks like a missing one. */
export async function showOrder(id: string, context: Context): Promise<OrderModel | null> {
  const orderId = parseId<OrderId>(id);
  if (context.viewer.kind !== 'user' || orderId === null) return null;
  const order = await context.orders.load(orderId);
  return order !== null && maySee(context.viewer, order.userId) ? order : null;
}
