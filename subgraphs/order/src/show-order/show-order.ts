import { isId, type OrderId } from '@rushgraph/contracts';
import { maySee } from '@rushgraph/identity';
import type { Context } from '../context.ts';
import type { OrderModel } from '../models.ts';

/** The order, when it is there and the viewer may read it; a foreign order looks like a missing one. */
export async function showOrder(id: string, context: Context): Promise<OrderModel | null> {
  if (context.viewer.kind !== 'user' || !isId(id)) return null;
  const order = await context.orders.load(id as OrderId);
  return order !== null && maySee(context.viewer, order.userId) ? order : null;
}
