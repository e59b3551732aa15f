import { eventually, expectSuccess, must, openEventStream, type Person, type TestSystem } from '@rushgraph/testkit';
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
  const FOLLOW = `subscription ($id: ID!) { couponTicketChanged(campaignId: $id) {
    state coupon { owner { name } } campaign { name } } }`;
  const PAGE = '{ myPage { couponCount coupons { id campaignName status } } }';

  const follow = ({ token }: Person, id: string) =>
    openEventStream(`${shop().url}/graphql/stream`, {
      body: { query: FOLLOW, variables: { id } },
      headers: { authorization: `Bearer ${token}` },
    });

  type Joined = { joinCouponQueue: { __typename: 'JoinCouponQueueSuccess'; ticket: { state: string } } };

  test('a customer waits in the queue, gets a coupon, and sees it wherever coupons are seen', async () => {
    const campaign = await shop().given.campaign({ name: 'The rush', mode: 'QUEUED', quantity: 3 });
    const customer = await shop().given.customer({ name: 'Ann' });
    const variables = { id: campaign.id };
    expectSuccess((await must(customer.graph<Joined>(JOIN, variables))).joinCouponQueue);
    const followed = await follow(customer, campaign.id);
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
    const told = await followed.all();
    expect(told.slice(-2)).toEqual([
      {
        data: {
          couponTicketChanged: { state: 'ISSUED', coupon: { owner: { name: 'Ann' } }, campaign: { name: 'The rush' } },
        },
      },
      'complete',
    ]);
    // Two places at most: waiting, if that was still so, and served.
    expect(told.length).toBeLessThanOrEqual(3);
    await eventually(async () =>
      expect(await must(customer.graph(ALL, variables))).toEqual({
        me: {
          name: 'Ann',
          coupons: { nodes: [{ id: ticket.coupon.id, campaign: { name: 'The rush', remaining: 2 } }] },
        },
        couponTicket: { state: 'ISSUED', coupon: { id: ticket.coupon.id }, campaign: { remaining: 2 } },
      }),
    );
    const stranger = await shop().given.customer({ name: 'Ben' });
    expect(await (await follow(stranger, campaign.id)).all()).toEqual([
      {
        data: null,
        errors: [
          { message: 'There is no such ticket.', path: ['couponTicketChanged'], extensions: { code: 'NOT_FOUND' } },
        ],
      },
      'complete',
    ]);
    await eventually(async () =>
      expect(await must(customer.graph(PAGE))).toEqual({
        myPage: { couponCount: 1, coupons: [{ id: ticket.coupon.id, campaignName: 'The rush', status: 'ISSUED' }] },
      }),
    );
  });
}
