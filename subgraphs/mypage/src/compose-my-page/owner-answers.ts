import { couponIdSchema, type MyPageComposed, moneySchema, orderIdSchema, timestampSchema } from '@rushgraph/contracts';
import { z } from 'zod';

/** More of these than the page shows, or an answer that says that there are more, is no whole part: it cannot be counted. */
export interface Listed<Entry> {
  readonly entries: readonly Entry[];
  readonly isWhole: boolean;
}

type Order = NonNullable<MyPageComposed['orders']>[number];
type Coupon = NonNullable<MyPageComposed['coupons']>[number];

export const profileAnswer = z.object({ name: z.string(), email: z.string() }).nullable();

const order = z.object({
  id: orderIdSchema,
  status: z.enum(['PENDING', 'CONFIRMED', 'REJECTED', 'CANCELLED']),
  title: z.string().nullable(),
  placedAt: timestampSchema,
  total: moneySchema.nullable(),
});

export const ordersAnswer = z
  .object({ orders: connection(order) })
  .nullable()
  .transform((me) => listed(me?.orders, ({ id, ...rest }): Order => ({ orderId: id, ...rest })));

const coupon = z.object({
  id: couponIdSchema,
  status: z.enum(['ISSUED', 'USED', 'EXPIRED']),
  issuedAt: timestampSchema,
  campaign: z.object({ name: z.string(), discount: moneySchema }),
});

export const couponsAnswer = z
  .object({ coupons: connection(coupon) })
  .nullable()
  .transform((me) =>
    listed(
      me?.coupons,
      ({ id, campaign: { name, discount }, ...rest }): Coupon => ({
        couponId: id,
        campaignName: name,
        discount,
        ...rest,
      }),
    ),
  );

function connection<Node extends z.ZodType>(node: Node) {
  return z.object({ pageInfo: z.object({ hasNextPage: z.boolean() }), nodes: z.array(node) });
}

interface Connection<Node> {
  readonly pageInfo: { readonly hasNextPage: boolean };
  readonly nodes: readonly Node[];
}

function listed<Node, Entry>(list: Connection<Node> | undefined, entryOf: (node: Node) => Entry): Listed<Entry> {
  return { entries: list?.nodes.map(entryOf) ?? [], isWhole: list?.pageInfo.hasNextPage !== true };
}
