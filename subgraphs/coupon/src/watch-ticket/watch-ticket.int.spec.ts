import type { Viewer } from '@rushgraph/identity';
import { anonymous, eventually, followSubgraph, serviceViewer } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { admin, type CouponFixture, campaignId, couponFixture, customer, user } from '../../test/coupon-fixture.ts';
import { queueServer } from '../../test/queue-server.ts';
import { couponId, newCoupon } from '../coupon.ts';
import { insertCoupons } from '../db/coupon-rows.ts';

let shop: CouponFixture;
let origin: string;
beforeAll(async () => {
  shop = await couponFixture();
  origin = await shop.app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(() => shop.drop());
beforeEach(() => shop.clear());

const query = `subscription ($id: ID!) { couponTicketChanged(campaignId: $id) {
  state position coupon { id status campaign { name } } campaign { id name remaining } } }`;
const follow = (id: string, viewer: Viewer = customer('ann')) =>
  followSubgraph(origin, 'coupon', viewer, { query, variables: { id } });
const told = (changes: object) => ({
  data: {
    couponTicketChanged: { coupon: null, campaign: { id: expect.any(String), name: 'may', remaining: 10 }, ...changes },
  },
});

async function queued(...customers: readonly string[]) {
  const campaign = await shop.campaign('may', { mode: 'QUEUED' });
  for (const name of customers) await shop.queue.join(campaign, user(name));
  return { campaign, server: await queueServer(shop, campaign) };
}

describe('a ticket that is followed', () => {
  it('is told as it is, then as it becomes, and is over when the coupon is there', async () => {
    const { campaign, server } = await queued('ben', 'ann');
    const stream = await follow(campaign.id);
    expect(await stream.next()).toEqual(told({ state: 'WAITING', position: 2 }));
    await server.issue(1);
    expect(await stream.next()).toEqual(told({ state: 'WAITING', position: 1 }));
    await server.issue(1);
    const coupon = { id: couponId(campaign.id, user('ann')), status: 'ISSUED', campaign: { name: 'may' } };
    expect(await stream.all()).toEqual([told({ state: 'ISSUED', position: null, coupon }), 'complete']);
  });

  it('that is over already is told once; also when only the coupon is left', async () => {
    const { campaign, server } = await queued('ann');
    await server.issue(1);
    expect(await (await follow(campaign.id)).all()).toMatchObject([told({ state: 'ISSUED', coupon: {} }), 'complete']);
    await shop.database.transaction((tx) => insertCoupons(tx, [newCoupon(campaign.id, user('cid'), shop.now())]));
    const left = await (await follow(campaign.id, customer('cid'))).all();
    expect(left).toMatchObject([told({ state: 'ISSUED', coupon: {} }), 'complete']);
  });

  it('is not looked at any more when nobody follows it', async () => {
    const { campaign } = await queued('ann');
    const stream = await follow(campaign.id);
    await stream.next();
    expect(await shop.metric('coupon_ticket_watchers')).toMatch(/^coupon_ticket_watchers\{.*\} 1$/m);
    stream.leave();
    await eventually(async () =>
      expect(await shop.metric('coupon_ticket_watchers')).toMatch(/^coupon_ticket_watchers\{.*\} 0$/m),
    );
    // What is left to wait for is no look.
    await shop.feed.stop();
  });

  it('costs one look at its campaign and one at the coupons, however many follow it', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `u${index}`);
    const { campaign, server } = await queued(...names);
    await shop.database.run('UPDATE campaign SET quantity = 1000 WHERE id = ?', [campaign.id]);
    await shop.redis.hset(`cpn:{${campaign.id}}:state`, { quantity: '1000' });
    const streams = await Promise.all(names.map((name) => follow(campaign.id, customer(name))));
    for (const stream of streams) await stream.next();
    const rows = vi.spyOn(shop.database, 'rows');
    await server.issue(60);
    for (const stream of streams)
      expect(await stream.all()).toMatchObject([{ data: { couponTicketChanged: { state: 'ISSUED' } } }, 'complete']);
    const asked = rows.mock.calls.map(([sql]) => /FROM (campaign|coupon) WHERE id IN/.exec(sql)?.[1]);
    rows.mockRestore();
    // The foremost is read alone, to find out how far the queue is; then all others.
    expect(asked.filter((table) => table === 'campaign').length).toBeLessThanOrEqual(2);
    expect(asked.filter((table) => table === 'coupon').length).toBeLessThanOrEqual(2);
  });
});

describe('a ticket of somebody else', () => {
  const nothing = [
    {
      errors: [
        {
          message: 'There is no such ticket.',
          path: ['couponTicketChanged'],
          locations: expect.anything(),
          extensions: { code: 'NOT_FOUND' },
        },
      ],
    },
    'complete',
  ];

  it('is answered as one that does not exist, as is one of a campaign that has no queue, or is not there', async () => {
    const { campaign } = await queued('ann');
    const direct = await shop.campaign('direct');
    for (const viewer of [customer('ben'), admin])
      for (const id of [campaign.id, direct.id, campaignId('none'), 'x'])
        expect(await (await follow(id, viewer)).all()).toEqual(nothing);
  });

  it.each([
    ['nobody', anonymous],
    ['a service', serviceViewer('mypage')],
  ])('is not there for %s, who has none', async (_, viewer) => {
    const { campaign } = await queued('ann');
    expect(await (await follow(campaign.id, viewer)).all()).toMatchObject([
      { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
      'complete',
    ]);
  });

  it('is not told, although an event brings it', async () => {
    const { campaign } = await queued('ben', 'ann');
    const { feed } = shop;
    const { watch } = feed;
    const mixedUp = vi.spyOn(feed, 'watch').mockImplementation((id) => watch(id, user('ben')));
    const stream = await follow(campaign.id);
    mixedUp.mockRestore();
    const answer = await stream.next();
    stream.leave();
    expect(answer).toMatchObject({ data: null, errors: [{ extensions: { code: 'NOT_FOUND' } }] });
    expect(JSON.stringify(answer)).not.toContain('WAITING');
  });
});

it('without Redis is refused as unavailable, and one that was open before goes on afterwards', async () => {
  const { campaign, server } = await queued('ben', 'ann');
  const stream = await follow(campaign.id);
  expect(await stream.next()).toMatchObject(told({ position: 2 }));
  shop.redis.disconnect();
  // Not an answer, by which the subscription would be over: a gateway tries again.
  expect((await follow(campaign.id, customer('ben'))).status).toBe(503);
  await shop.redis.connect();
  await server.issue(1);
  expect(await stream.next()).toMatchObject(told({ position: 1 }));
  stream.leave();
});
