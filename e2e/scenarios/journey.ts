import {
  eventually,
  expectSuccess,
  type GivenItem,
  logIn,
  must,
  type Person,
  type TestSystem,
} from '@rushgraph/testkit';
import { expect, test } from 'vitest';
import { cancelOrder, placeOrder, settledOrder, stockOf } from '../shop/orders.ts';

/**
 * One customer from signing up to logging out. An earlier release must pass it, too, on the tables of this one: what is new
 * in the graph gets a scenario of its own.
 */
export function journey(shop: () => TestSystem): void {
  let customer: Person;
  let tea: GivenItem;
  let cup: GivenItem;
  let orderId: string;
  let couponId: string;

  test('signs up and logs in', async () => {
    customer = await shop().given.customer({ name: 'Ada Lovelace' });
    const { me } = await must(customer.graph<{ me: unknown }>('{ me { id email name roles } }'));
    expect(me).toEqual({ id: customer.id, email: customer.email, name: 'Ada Lovelace', roles: ['CUSTOMER'] });
    expect(Object.keys(customer.cookies)).toEqual(['refresh']);
  });

  test('an administrator registers items; a customer may not', async () => {
    tea = await shop().given.item({ name: 'Green tea', amount: 1_500, stock: 10 });
    cup = await shop().given.item({ name: 'Cup', amount: 900, stock: 10 });
    const { errors } = await customer.graph(
      'mutation ($input: RegisterItemInput!) { registerItem(input: $input) { __typename } }',
      { input: { name: 'Mine', price: { amount: 1, currency: 'KRW' }, stock: 1 } },
    );
    expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['FORBIDDEN']);
  });

  test('an order is PENDING at once and CONFIRMED through Kafka, with names and prices as sold', async () => {
    const lines = [
      { itemId: tea.id, quantity: 2 },
      { itemId: cup.id, quantity: 1 },
    ];
    const { order } = expectSuccess(await placeOrder(customer, lines, 'first'));
    expect(order).toMatchObject({ status: 'PENDING', title: null, total: null });
    orderId = order.id;
    expect(await settledOrder(customer, orderId)).toEqual({
      id: orderId,
      status: 'CONFIRMED',
      title: 'Green tea and 1 more',
      total: { amount: 3_900, currency: 'KRW' },
      lines: [
        { itemName: 'Green tea', quantity: 2, unitPrice: { amount: 1_500 } },
        { itemName: 'Cup', quantity: 1, unitPrice: { amount: 900 } },
      ],
      rejection: null,
    });
    expect([await stockOf(customer, tea.id), await stockOf(customer, cup.id)]).toEqual([8, 9]);
  });

  test('a coupon is issued once, however often it is asked for', async () => {
    const campaign = await shop().given.campaign({ name: 'Opening day', quantity: 5 });
    const mutation = `mutation ($input: IssueCouponInput!) { issueCoupon(input: $input) {
      __typename ... on IssueCouponSuccess { coupon { id status } } ... on Problem { code } } }`;
    const issue = async () => {
      type Answer = { issueCoupon: { __typename: 'IssueCouponSuccess'; coupon: { id: string; status: string } } };
      const { issueCoupon } = await must(customer.graph<Answer>(mutation, { input: { campaignId: campaign.id } }));
      return expectSuccess(issueCoupon).coupon;
    };
    const first = await issue();
    expect(first.status).toBe('ISSUED');
    expect(await issue()).toEqual(first);
    couponId = first.id;
  });

  test('my page shows profile, order and coupon', async () => {
    const query = `{ myPage { name email orderCount couponCount missing
      orders { id title status total { amount } } coupons { id campaignName discount { amount } status } } }`;
    await eventually(async () => {
      expect(await must(customer.graph(query))).toEqual({
        myPage: {
          name: 'Ada Lovelace',
          email: customer.email,
          orderCount: 1,
          couponCount: 1,
          missing: [],
          orders: [{ id: orderId, title: 'Green tea and 1 more', status: 'CONFIRMED', total: { amount: 3_900 } }],
          coupons: [{ id: couponId, campaignName: 'Opening day', discount: { amount: 500 }, status: 'ISSUED' }],
        },
      });
    });
  });

  test('one query joins four subgraphs', async () => {
    const query = `{ me { name orders { nodes { title lines { quantity item { name price { amount } } } } }
      coupons { nodes { campaign { name } } } } }`;
    expect(await must(customer.graph(query))).toEqual({
      me: {
        name: 'Ada Lovelace',
        orders: {
          nodes: [
            {
              title: 'Green tea and 1 more',
              lines: [
                { quantity: 2, item: { name: 'Green tea', price: { amount: 1_500 } } },
                { quantity: 1, item: { name: 'Cup', price: { amount: 900 } } },
              ],
            },
          ],
        },
        coupons: { nodes: [{ campaign: { name: 'Opening day' } }] },
      },
    });
  });

  test('a cancelled order gives its stock back, once', async () => {
    expect(expectSuccess(await cancelOrder(customer, orderId, 'regret')).order.status).toBe('CANCELLED');
    expect(expectSuccess(await cancelOrder(customer, orderId, 'regret')).order.status).toBe('CANCELLED');
    await eventually(async () => {
      expect([await stockOf(customer, tea.id), await stockOf(customer, cup.id)]).toEqual([10, 10]);
    });
    await eventually(async () => {
      const query = '{ myPage { orderCount orders { status } } }';
      expect(await must(customer.graph(query))).toEqual({
        myPage: { orderCount: 1, orders: [{ status: 'CANCELLED' }] },
      });
    });
  });

  test('a session is refreshed, a spent refresh token ends it, and after logout the old token is refused', async () => {
    const { graph } = shop();
    const refresh = `mutation { refreshSession { __typename
      ... on RefreshSessionSuccess { session { accessToken } } ... on Problem { code } } }`;
    type Refreshed = { refreshSession: { __typename: 'RefreshSessionSuccess'; session: { accessToken: string } } };
    const first = await graph<Refreshed>(refresh, {}, { cookies: customer.cookies });
    const { session } = expectSuccess(first.data?.refreshSession);
    expect(first.cookies.refresh).not.toBe(customer.cookies.refresh);
    const me = (token: string) => graph<{ me: { id: string } | null }>('{ me { id } }', {}, { token });
    expect((await me(session.accessToken)).data?.me).toEqual({ id: customer.id });

    // A second tab, or a client whose answer was lost.
    const repeated = await graph<Refreshed>(refresh, {}, { cookies: customer.cookies });
    expectSuccess(repeated.data?.refreshSession);
    expect(repeated.cookies).toEqual(first.cookies);
    expectSuccess((await graph<Refreshed>(refresh, {}, { cookies: first.cookies })).data?.refreshSession);
    const reused = await graph<{ refreshSession: { code: string } }>(refresh, {}, { cookies: customer.cookies });
    expect(reused.data?.refreshSession.code).toBe('SESSION_REVOKED');

    const again = await logIn(graph, customer.email, customer.password);
    const token = again.session.accessToken;
    const logout = 'mutation { logout { __typename ... on LogoutSuccess { loggedOut } } }';
    const left = await graph(logout, {}, { token, cookies: again.cookies });
    expect(left.data).toEqual({ logout: { __typename: 'LogoutSuccess', loggedOut: true } });
    expect(left.cookies).toEqual({});
    const refused = await graph('{ myPage { name } }', {}, { token });
    expect(refused.errors?.map(({ extensions }) => extensions?.code)).toEqual(['UNAUTHENTICATED']);
  });
}
