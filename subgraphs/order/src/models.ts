import type { Customer } from '@rushgraph/service';
import type { Order } from './order/order.ts';

export type UserModel = Customer;
export type OrderModel = Order;
