export type OrderStatus = 'PENDING' | 'CONFIRMED' | 'REJECTED' | 'CANCELLED';

/** The state machine: where an order may go from each state. Every guarded write takes its condition from here. */
export const transitions: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  PENDING: ['CONFIRMED', 'REJECTED'],
  CONFIRMED: ['CANCELLED'],
  REJECTED: [],
  CANCELLED: [],
};

export const orderStatuses: readonly OrderStatus[] = ['PENDING', 'CONFIRMED', 'REJECTED', 'CANCELLED'];

/** Whether an order in `from` may become `to`. */
export function canBecome(from: OrderStatus, to: OrderStatus): boolean {
  return transitions[from].includes(to);
}

/** The states an order may be in to become `to`: the condition of the guarded write. */
export function statesBefore(to: OrderStatus): readonly OrderStatus[] {
  return orderStatuses.filter((from) => canBecome(from, to));
}
