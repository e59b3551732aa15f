import { type CouponId, deriveId, type OrderId } from '@rushgraph/contracts';
import { testViewerKey } from '@rushgraph/testkit';
import fastify from 'fastify';
import { type Owner, owners } from '../src/compose-my-page/ask-owners.ts';
import { moment } from './happenings.ts';

export type Manner = 'answers' | 'away' | 'refuses' | 'garbage' | 'frozen';

export interface OwnerServer {
  readonly url: string;
  /** Calls that have come. */
  calls: number;
  manner: Manner;
  me: object | null;
  /** Runs before an answer is sent. */
  before: () => Promise<void>;
  stop(): Promise<void>;
}

const pageInfo = { hasNextPage: false };
export const listedOrder = {
  id: deriveId<OrderId>('order', 'listed'),
  status: 'PENDING',
  title: null,
  placedAt: moment(1),
  total: null,
};
const listedCoupon = {
  id: deriveId<CouponId>('coupon', 'listed'),
  status: 'ISSUED',
  issuedAt: moment(2),
  campaign: { name: 'Opening day', discount: { amount: 500, currency: 'KRW' } },
};

/** What each owner says of a customer, over HTTP, in the manner that a test wants. */
export async function startOwners(): Promise<Record<Owner, OwnerServer>> {
  return {
    user: await startOwner({ name: 'Ada', email: 'ada@example.com' }),
    order: await startOwner({ orders: { pageInfo, nodes: [listedOrder] } }),
    coupon: await startOwner({ coupons: { pageInfo, nodes: [listedCoupon] } }),
  };
}

export const viewerKeys = new Map(owners.map((owner) => [owner as string, testViewerKey]));

async function startOwner(me: object): Promise<OwnerServer> {
  const app = fastify({ forceCloseConnections: true });
  const owner: OwnerServer = {
    url: '',
    calls: 0,
    manner: 'answers',
    me,
    before: async () => undefined,
    stop: () => app.close(),
  };
  app.post('/graphql', async (request, reply) => {
    owner.calls++;
    await owner.before();
    switch (owner.manner) {
      case 'answers':
        return { data: { me: owner.me } };
      case 'away':
        // As when there is no process any more: the connection breaks.
        request.raw.socket.destroy();
        return reply.hijack();
      case 'refuses':
        return reply.code(503).send('down');
      case 'garbage':
        return { data: { me: { orders: 'none', coupons: 7 } } };
      case 'frozen':
        return new Promise(() => undefined);
      default:
        return owner.manner satisfies never;
    }
  });
  const address = await app.listen({ port: 0, host: '127.0.0.1' });
  return Object.assign(owner, { url: `${address}/graphql` });
}
