import type { UserId } from '@rushgraph/contracts';
import type { Order } from './order/order.ts';

/** This subgraph knows a customer by id alone. */
export interface UserModel {
  readonly id: UserId;
}

export type OrderModel = Order;
