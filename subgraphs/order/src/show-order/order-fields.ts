import type { OrderResolvers, OrderLine as SchemaLine } from '../generated/graphql.ts';
import type { OrderLine, RejectionReason } from '../order/order.ts';
import { showOrder } from './show-order.ts';

const REJECTION_MESSAGES: Readonly<Record<RejectionReason, string>> = {
  SOLD_OUT: 'Not everything that was ordered is in stock.',
  UNKNOWN_ITEM: 'Something that was ordered is not on sale.',
  TIMED_OUT: 'The order could not be decided in time; nothing was taken.',
  TOTAL_TOO_LARGE: 'The total is more than one order can be charged; nothing was taken.',
};

export const orderFields: OrderResolvers = {
  __resolveReference: ({ id }, context) => showOrder(id, context),
  customer: (order) => ({ id: order.userId }),
  lines: async (order, _args, context) => {
    const lines = (await context.lines.load(order.id)) ?? [];
    // The lines are read a moment after the order: what was sold since then is not part of a PENDING one.
    return lines.map((line) =>
      schemaLine(order.status === 'PENDING' ? { ...line, name: null, unitPrice: null } : line),
    );
  },
  rejection: ({ rejection }) =>
    rejection && {
      reason: rejection.reason,
      message: REJECTION_MESSAGES[rejection.reason],
      items: rejection.itemIds.map((id) => ({ id })),
    },
};

function schemaLine({ itemId, name, quantity, unitPrice }: OrderLine): SchemaLine {
  return {
    item: { id: itemId },
    itemName: name,
    quantity,
    unitPrice,
    total: unitPrice && { amount: unitPrice.amount * quantity, currency: unitPrice.currency },
  };
}
