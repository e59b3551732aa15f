import { eventually, signed, startSystem, testViewerKey, userViewer } from '@rushgraph/testkit';
import { describe, expect, it } from 'vitest';
import { item, user } from '../test/order-fixture.ts';

const PLACE = `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) {
  __typename ... on PlaceOrderSuccess { order { id status } }
} }`;
const SHOW = 'query ($id: ID!) { order(id: $id) { status rejection { reason } } }';

interface Answer {
  readonly data: {
    readonly placeOrder?: { readonly order: { readonly id: string; readonly status: string } };
    readonly order?: { readonly status: string; readonly rejection: { readonly reason: string } | null } | null;
  };
}

describe.each(['outbox', 'streams', '50'])(
  'the order and the item service as processes, with ORDER_ENGINE=%s',
  (engine) => {
    it('decide orders, say that they are ready, and stop in order', async () => {
      const key = { VIEWER_KEY: testViewerKey.toString('base64') };
      const system = await startSystem({
        only: ['order', 'item'],
        // However busy the computer is, no order goes to the other engine.
        env: { order: { ...key, ORDER_ENGINE: engine, COMMIT_TIMEOUT_MS: '30000', PUBLISH_TIMEOUT_MS: '30000' } },
      });
      const order = system.process('order');
      const headers = { 'content-type': 'application/json', ...signed(userViewer(user('ann')), 'order') };
      const graph = async (query: string, variables: object): Promise<Answer['data']> => {
        const body = JSON.stringify({ query, variables });
        const answer: Answer = await (await fetch(`${order.url}/graphql`, { method: 'POST', headers, body })).json();
        return answer.data;
      };
      // It takes orders, degraded, before all of its stores are there.
      await eventually(async () => {
        const ready = await (await fetch(`${order.operationsUrl}/health/ready`)).json();
        expect(ready).toMatchObject({ status: 'ready', dependencies: { redis: { state: 'up', required: false } } });
      });
      const ids: string[] = [];
      for (let number = 0; number < 8; number++) {
        const input = { lines: [{ itemId: item('unheard of'), quantity: 1 }], idempotencyKey: `k${number}` };
        const { placeOrder } = await graph(PLACE, { input });
        expect(placeOrder?.order.status).toBe('PENDING');
        ids.push(placeOrder?.order.id ?? '');
      }
      for (const id of ids) {
        await eventually(async () => {
          const shown = await graph(SHOW, { id });
          expect(shown.order).toEqual({ status: 'REJECTED', rejection: { reason: 'UNKNOWN_ITEM' } });
        });
      }
      const metrics = await (await fetch(`${order.operationsUrl}/metrics`)).text();
      const placedBy = (name: string) =>
        Number(
          new RegExp(`order_placements_total\\{[^}]*engine="${name}",outcome="placed"[^}]*\\} (\\d+)`).exec(
            metrics,
          )?.[1] ?? 0,
        );
      expect(placedBy('outbox') + placedBy('streams')).toBe(8);
      if (engine !== '50') expect(placedBy(engine)).toBe(8);
      expect(await order.kill('SIGTERM')).toBe(0);
      await system.stop();
    });
  },
);
