import type { Example } from './example.ts';
import { anItem, campaignOf, orderThat } from './find-in-shop.ts';

export const forCustomers: readonly Example[] = [
  {
    title: 'Everything about me, from four services',
    as: 'customer',
    query: `query Everything {
  me {
    name
    orders(first: 5) {
      nodes {
        title
        status
        lines { quantity item { name price { amount } } }
      }
    }
    coupons(first: 5) { nodes { campaign { name } status } }
  }
}
`,
  },
  {
    title: 'Place an order',
    as: 'customer',
    query: `# Answers as soon as the order is durable; it is decided moments later.
mutation PlaceOrder($input: PlaceOrderInput!) {
  placeOrder(input: $input) {
    ... on PlaceOrderSuccess { order { id status placedAt } }
    ... on Problem { code message }
  }
}
`,
    variables: { input: { lines: [{ itemId: '<item>', quantity: 1 }], idempotencyKey: '<unique>' } },
    find: { item: anItem },
  },
  {
    title: 'My newest order',
    as: 'customer',
    query: `query MyOrder($id: ID!) {
  order(id: $id) {
    title
    status
    total { amount currency }
    lines { itemName quantity unitPrice { amount } item { availability } }
    customer { name }
    rejection { reason message }
  }
}
`,
    variables: { id: '<order>' },
    find: { order: orderThat({}) },
  },
  {
    title: 'Follow my newest order',
    as: 'customer',
    query: `# Told as it changes, until it is settled: place an order, and run this at once.
subscription FollowOrder($id: ID!) {
  orderChanged(orderId: $id) {
    status
    title
    total { amount currency }
    lines { quantity item { name availability } }
    rejection { reason message }
  }
}
`,
    variables: { id: '<order>' },
    find: { order: orderThat({}) },
  },
  {
    title: 'Cancel an order',
    as: 'customer',
    query: `mutation CancelOrder($input: CancelOrderInput!) {
  cancelOrder(input: $input) {
    ... on CancelOrderSuccess { order { id status } }
    ... on Problem { code message }
  }
}
`,
    variables: { input: { orderId: '<confirmedOrder>', idempotencyKey: '<unique>' } },
    find: { confirmedOrder: orderThat({ status: 'CONFIRMED' }) },
  },
  {
    title: 'Take a coupon',
    as: 'customer',
    query: `mutation TakeCoupon($input: IssueCouponInput!) {
  issueCoupon(input: $input) {
    ... on IssueCouponSuccess { coupon { id status campaign { name remaining } } }
    ... on Problem { code message }
  }
}
`,
    variables: { input: { campaignId: '<campaign>' } },
    find: { campaign: campaignOf('DIRECT') },
  },
  {
    title: 'Join a coupon queue',
    as: 'customer',
    query: `mutation JoinQueue($input: JoinCouponQueueInput!) {
  joinCouponQueue(input: $input) {
    ... on JoinCouponQueueSuccess { ticket { state position etaSeconds pollAfterMs } }
    ... on Problem { code message }
  }
}
`,
    variables: { input: { campaignId: '<queue>' } },
    find: { queue: campaignOf('QUEUED') },
  },
  {
    title: 'My ticket',
    as: 'customer',
    query: `query MyTicket($campaignId: ID!) {
  couponTicket(campaignId: $campaignId) {
    state
    position
    coupon { id campaign { name } }
  }
}
`,
    variables: { campaignId: '<queue>' },
    find: { queue: campaignOf('QUEUED') },
  },
  {
    title: 'Follow my ticket',
    as: 'customer',
    query: `# Told as it changes, until the coupon is there.
subscription FollowTicket($campaignId: ID!) {
  couponTicketChanged(campaignId: $campaignId) {
    state
    position
    etaSeconds
    coupon { id campaign { name } }
  }
}
`,
    variables: { campaignId: '<queue>' },
    find: { queue: campaignOf('QUEUED') },
  },
  {
    title: 'My page, ready made',
    as: 'customer',
    query: `query MyPage {
  myPage {
    name
    orderCount
    orders { title status total { amount } order { lines { item { name } } } }
    couponCount
    coupons { campaignName status }
    asOf
    missing
  }
}
`,
  },
];
