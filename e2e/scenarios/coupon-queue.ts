import { eventually, expectSuccess, must, type TestSystem } from '@rushgraph/testkit';
import { expect, test } from 'vitest';

/** One customer in the queue of a campaign. */
export function couponQueue(shop: () => TestSystem): void {
  const JOIN = `mutation ($id: ID!) { joinCouponQueue(input: { campaignId: $id }) { __typename
    ... on JoinCouponQueueSuccess { ticket { state position } } ... on Problem { code message } } }`;
  const SHOW = `query ($id: ID!) { couponTicket(campaignId: $id) {
    state position etaSeconds pollAfterMs coupon { id status owner { name } } campaign { name } } }`;
  const ALL = `query ($id: ID!) {
    me { name coupons { nodes { id campaign { name remaining } } } }
    couponTicket(campaignId: $id) { state coupon { id } campaign { remaining } } }`;
  const PAGE = '{ myPage { couponCount coupons { id campaignName status } } }';

  type Joined = { joinCouponQueue: { __typename: 'JoinCouponQueueSuccess'; ticket: { state: string } } };

  test('a customer waits in the queue, gets a coupon, and sees it wherever coupons are seen', async () => {
    const campaign = await shop().given.campaign({ name: 'The rush', mode: 'QUEUED', quantity: 3 });
    const customer = await shop().given.customer({ name: 'Ann' });
    const variables = { id: campaign.id };
    expectSuccess((await must(customer.graph<Joined>(JOIN, variables))).joinCouponQueue);
    const ticket = await eventually(async () => {
      const { couponTicket } = await must(
        customer.graph<{ couponTicket: { coupon: { id: string } } }>(SHOW, variables),
      );
      expect(couponTicket).toMatchObject({
        state: 'ISSUED',
        position: null,
        coupon: { status: 'ISSUED', owner: { name: 'Ann' } },
        campaign: { name: 'The rush' },
      });
      return couponTicket;
    });
    await eventually(async () =>
      expect(await must(customer.graph(ALL, variables))).toEqual({
        me: {
          name: 'Ann',
          coupons: { nodes: [{ id: ticket.coupon.id, campaign: { name: 'The rush', remaining: 2 } }] },
        },
        couponTicket: { state: 'ISSUED', coupon: { id: ticket.coupon.id }, campaign: { remaining: 2 } },
      }),
    );
    await eventually(async () =>
      expect(await must(customer.graph(PAGE))).toEqual({
        myPage: { couponCount: 1, coupons: [{ id: ticket.coupon.id, campaignName: 'The rush', status: 'ISSUED' }] },
      }),
    );
  });
}
