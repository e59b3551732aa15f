import type { CouponId, MyPageComposed, OrderId } from '@rushgraph/contracts';
import { z } from 'zod';
import type { Listed } from './ask-owners.ts';

type Order = NonNullable<MyPageComposed['orders']>[number];
type Coupon = NonNullable<MyPageComposed['coupons']>[number];

const money = z.object({ amount: z.int(), currency: z.enum(['KRW', 'USD', 'EUR', 'JPY']) });
const moment = z.iso.datetime({ precision: 3 });

export const profileAnswer = z.object({ name: z.string(), email: z.string() }).nullable();

const order = z.object({
  id: z.string(),
  status: z.enum(['PENDING', 'CONFIRMED', 'REJECTED', 'CANCELLED']),
  title: z.string().nullable(),
  placedAt: moment,
  total: money.nullable(),
});

export const ordersAnswer = z
  .object({ orders: connection(order) })
  .nullable()
  .transform((me) => listed(me?.orders, ({ id, ...rest }): Order => ({ orderId: id as OrderId, ...rest })));

const coupon = z.object({
  id: z.string(),
  status: z.enum(['ISSUED', 'USED', 'EXPIRED']),
  issuedAt: moment,
  campaign: z.object({ name: z.string(), discount: money }),
});

export const couponsAnswer = z
  .object({ coupons: connection(coupon) })
  .nullable()
  .transform((me) =>
    listed(
      me?.coupons,
      ({ id, campaign: { name, discount }, ...rest }): Coupon => ({
        couponId: id as CouponId,
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
