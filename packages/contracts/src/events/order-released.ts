import { z } from 'zod';
import { defineEvent } from './event-definition.ts';
import { orderId, timestamp } from './values.ts';

const schema = z.object({ orderId, reason: z.enum(['CANCELLED', 'TIMED_OUT']), releasedAt: timestamp });
export type OrderReleased = z.infer<typeof schema>;

/** Whatever stock this order holds, or would still be given, goes back. TIMED_OUT: it was rejected for another reason than its stock. */
export const orderReleased = defineEvent<OrderReleased>({
  type: 'commerce.order.released.v1',
  schema,
  key: (data) => data.orderId,
});
