import type { OrderUpdated } from '@rushgraph/contracts';
import type { Order, OrderWithLines } from '../order/order.ts';

/** The order that an event tells of. Throws for an event that lacks what its status needs. */
export function updatedOrder(event: OrderUpdated): OrderWithLines {
  return { order: orderOf(event), lines: event.lines };
}

function orderOf(event: OrderUpdated): Order {
  const { orderId, userId, version, status } = event;
  const facts = { id: orderId, userId, version, placedAt: new Date(event.placedAt) };
  const unsold = { title: null, total: null };
  const present = <T>(value: T | null): T => {
    if (value === null) throw new Error(`The event of order ${orderId} says ${status}, and not all that belongs to it`);
    return value;
  };
  const settledAt = () => new Date(present(event.settledAt));
  switch (status) {
    case 'PENDING':
      return { ...facts, ...unsold, status, settledAt: null, rejection: null };
    case 'CONFIRMED':
    case 'CANCELLED': {
      const sold = { title: present(event.title), total: present(event.total) };
      return { ...facts, ...sold, status, settledAt: settledAt(), rejection: null };
    }
    case 'REJECTED':
      return { ...facts, ...unsold, status, settledAt: settledAt(), rejection: present(event.rejection) };
  }
}
