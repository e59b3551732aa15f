import { eventually, must, type TestSystem } from '@rushgraph/testkit';
import { expect, test } from 'vitest';
import { orderOf } from '../shop/orders.ts';

/** A dead subgraph. It is started again. */
export function missingPart(shop: () => TestSystem): void {
  const query = '{ me { name orders { nodes { status } } coupons { nodes { id } } } }';

  test('a dead coupon subgraph costs only the coupons, and comes back', async () => {
    const buyer = await shop().given.customer({ name: 'Ada' });
    const item = await shop().given.item();
    await orderOf(buyer, [{ itemId: item.id, quantity: 1 }], 'before');
    const whole = { me: { name: 'Ada', orders: { nodes: [{ status: 'CONFIRMED' }] }, coupons: { nodes: [] } } };
    expect(await must(buyer.graph(query))).toEqual(whole);

    await shop().process('coupon').kill('SIGKILL');
    const { data, errors, status } = await buyer.graph(query);
    expect(status).toBe(200);
    expect(data).toEqual({ me: { ...whole.me, coupons: null } });
    expect(
      errors?.map(({ path, extensions }) => ({ path, code: extensions?.code, service: extensions?.service })),
    ).toEqual([{ path: ['me', 'coupons'], code: 'SUBGRAPH_UNAVAILABLE', service: 'coupon' }]);
    expect(JSON.stringify(errors)).not.toMatch(/ECONNREFUSED|127\.0\.0\.1/);
    expect((await orderOf(buyer, [{ itemId: item.id, quantity: 1 }], 'meanwhile')).status).toBe('CONFIRMED');

    await shop().process('coupon').restart();
    await shop().process('coupon').waitReady();
    await eventually(
      async () => {
        const { me } = await must(buyer.graph<{ me: { coupons: unknown } }>(query));
        expect(me.coupons).toEqual({ nodes: [] });
      },
      { timeoutMs: 30_000 },
    );
  });
}
