import { anonymous, serviceViewer } from '@rushgraph/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { admin, type CouponFixture, campaignId, couponFixture, customer, user } from '../test/coupon-fixture.ts';
import { couponId, newCoupon } from './coupon.ts';
import { insertCoupons } from './db/coupon-rows.ts';

let shop: CouponFixture;
const id = couponId(campaignId('may'), user('ann'));

beforeAll(async () => {
  shop = await couponFixture();
  const campaign = await shop.campaign('may');
  await shop.campaign('queued', { mode: 'QUEUED' });
  await shop.campaign('soon', { opens: 5 });
  await shop.campaign('later', { mode: 'QUEUED', opens: 11 });
  await shop.campaign('empty', { quantity: 1, issued: 1 });
  await shop.issuer.issue({ campaign, userId: user('ann'), traceparent: undefined });
});
afterAll(() => shop.drop());

const viewers = {
  anonymous,
  owner: customer('ann'),
  other: customer('ben'),
  admin,
  service: serviceViewer('mypage'),
};
type ViewerName = keyof typeof viewers;
const everyone: ViewerName[] = ['anonymous', 'owner', 'other', 'admin', 'service'];
const seers: readonly ViewerName[] = ['owner', 'admin'];

/** What an operation answers: its data, or the code of its error. */
async function answer(viewer: ViewerName, query: string, variables: Record<string, unknown> = {}) {
  const { data, errors } = await shop.graph(viewers[viewer], query, variables);
  return errors?.[0]?.extensions?.code ?? data;
}

const CAMPAIGN = 'id name discount { amount currency } mode quantity remaining opensAt closesAt state';
const may = {
  id: campaignId('may'),
  name: 'may',
  discount: { amount: 5_000, currency: 'KRW' },
  mode: 'DIRECT',
  quantity: 10,
  remaining: 9,
  opensAt: expect.stringMatching(/Z$/),
  closesAt: expect.stringMatching(/Z$/),
  state: 'OPEN',
};
const COUPON = 'id campaign { id name remaining } owner { id } status issuedAt';
const anns = {
  id,
  campaign: { id: campaignId('may'), name: 'may', remaining: 9 },
  owner: { id: user('ann') },
  status: 'ISSUED',
  issuedAt: expect.stringMatching(/Z$/),
};
const entities = (type: string, fields: string) =>
  `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on ${type} { ${fields} } } }`;
const refs = (__typename: string, ...ids: string[]) => ({
  representations: ids.map((one) => ({ __typename, id: one })),
});

describe('campaigns are for everybody', () => {
  it.each(everyone)('a viewer of the kind %s sees them', async (viewer) => {
    expect(await answer(viewer, `{ campaign(id: "${may.id}") { ${CAMPAIGN} } }`)).toEqual({ campaign: may });
    expect(await answer(viewer, `{ campaign(id: "${id}") { id } }`)).toEqual({ campaign: null });
    expect(await answer(viewer, '{ campaign(id: "x") { id } }')).toEqual({ campaign: null });
    expect(await answer(viewer, entities('Campaign', CAMPAIGN), refs('Campaign', may.id, 'x'))).toEqual({
      _entities: [may, null],
    });
  });
});

describe('a Coupon reached through another subgraph', () => {
  it.each(everyone)('for %s', async (viewer) => {
    const seen = seers.includes(viewer) ? anns : null;
    expect(await answer(viewer, entities('Coupon', COUPON), refs('Coupon', id, may.id, 'x'))).toEqual({
      _entities: [seen, null, null],
    });
  });
});

describe('User.coupons', () => {
  const query = entities('User', `id coupons { nodes { ${COUPON} } }`);

  it.each(seers)('are there for %s', async (viewer) => {
    expect(await answer(viewer, query, refs('User', user('ann')))).toEqual({
      _entities: [{ id: user('ann'), coupons: { nodes: [anns] } }],
    });
  });

  it('are null for another customer', async () => {
    expect(await answer('other', query, refs('User', user('ann')))).toEqual({
      _entities: [{ id: user('ann'), coupons: null }],
    });
  });

  it.each(['anonymous', 'service'] as const)('need a signed-in customer: %s', async (viewer) => {
    expect(await answer(viewer, query, refs('User', user('ann')))).toBe('UNAUTHENTICATED');
  });
});

describe('Query.me', () => {
  it.each([
    ['anonymous', null],
    ['owner', { id: user('ann') }],
    ['other', { id: user('ben') }],
    ['service', null],
  ] as const)('for %s', async (viewer, me) => expect(await answer(viewer, '{ me { id } }')).toEqual({ me }));
});

describe('createCampaign', () => {
  const query = `mutation ($input: CreateCampaignInput!) { createCampaign(input: $input) { __typename
    ... on CreateCampaignSuccess { campaign { ${CAMPAIGN} } } ... on InvalidInputProblem { code fields { path } } } }`;
  const input = {
    name: 'June',
    discount: { amount: 1_000, currency: 'KRW' },
    mode: 'QUEUED',
    quantity: 7,
    opensAt: '2026-06-01T00:00:00.000Z',
    closesAt: '2999-06-02T00:00:00.000Z',
  };

  it.each([
    ['anonymous', 'UNAUTHENTICATED'],
    ['owner', 'FORBIDDEN'],
    ['other', 'FORBIDDEN'],
    ['service', 'FORBIDDEN'],
  ] as const)('is refused to %s; nothing happens', async (viewer, code) => {
    const before = await shop.count('campaign');
    expect(await answer(viewer, query, { input })).toBe(code);
    expect(await shop.count('campaign')).toBe(before);
  });

  it('makes a campaign for an administrator, and names what is wrong', async () => {
    const campaign = { ...input, remaining: 7, state: 'OPEN' };
    const made = await answer('admin', query, { input });
    expect(made).toMatchObject({ createCampaign: { __typename: 'CreateCampaignSuccess', campaign } });
    const madeId = (made as { createCampaign: { campaign: { id: string } } }).createCampaign.campaign.id;
    expect(await answer('anonymous', `{ campaign(id: "${madeId}") { ${CAMPAIGN} } }`)).toMatchObject({ campaign });
    const wrong = { ...input, quantity: 0, discount: { amount: 1, currency: 'EUR' } };
    expect(await answer('admin', query, { input: wrong })).toMatchObject({
      createCampaign: { code: 'INVALID_INPUT', fields: [{ path: 'discount.currency' }, { path: 'quantity' }] },
    });
  });
});

describe('issueCoupon', () => {
  const query = `mutation ($input: IssueCouponInput!) { issueCoupon(input: $input) { __typename
    ... on IssueCouponSuccess { coupon { ${COUPON} } } ... on Problem { code } ... on CampaignNotOpenProblem { opensAt closesAt } } }`;
  const issue = (viewer: ViewerName, campaign: string) => answer(viewer, query, { input: { campaignId: campaign } });

  it.each(['anonymous', 'service'] as const)('needs a signed-in customer: %s; nothing happens', async (viewer) => {
    expect(await issue(viewer, may.id)).toBe('UNAUTHENTICATED');
    expect(await shop.count('coupon')).toBe(1);
  });

  it('gives the owner the first coupon again', async () => {
    expect(await issue('owner', may.id)).toEqual({ issueCoupon: { __typename: 'IssueCouponSuccess', coupon: anns } });
  });

  it('gives another customer the next one, counted in what remains', async () => {
    expect(await issue('other', may.id)).toMatchObject({
      issueCoupon: { coupon: { owner: { id: user('ben') }, campaign: { remaining: 8 } } },
    });
  });

  it.each([
    ['x', 'CAMPAIGN_NOT_FOUND'],
    [id, 'CAMPAIGN_NOT_FOUND'],
    [campaignId('queued'), 'WRONG_CAMPAIGN_MODE'],
    [campaignId('empty'), 'SOLD_OUT'],
    [campaignId('soon'), 'CAMPAIGN_NOT_OPEN'],
  ])('says why there is none: %s %s', async (campaign, code) => {
    expect(await issue('other', campaign)).toMatchObject({ issueCoupon: { code } });
  });

  it('tells when a campaign is open', async () => {
    const times = { opensAt: expect.stringMatching(/Z$/), closesAt: expect.stringMatching(/Z$/) };
    expect(await issue('other', campaignId('soon'))).toMatchObject({ issueCoupon: times });
  });
});

describe('joinCouponQueue and couponTicket', () => {
  const TICKET = 'campaign { id } state position etaSeconds pollAfterMs coupon { id }';
  const mutation = `mutation ($input: JoinCouponQueueInput!) { joinCouponQueue(input: $input) { __typename
    ... on JoinCouponQueueSuccess { ticket { ${TICKET} } } ... on Problem { code } } }`;
  const query = `query ($id: ID!) { couponTicket(campaignId: $id) { ${TICKET} } }`;
  const queued = campaignId('queued');
  const join = (viewer: ViewerName, campaign: string = queued) =>
    answer(viewer, mutation, { input: { campaignId: campaign } });
  const show = (viewer: ViewerName, campaign: string = queued) => answer(viewer, query, { id: campaign });
  const ticket = (position: number) => ({
    campaign: { id: queued },
    state: 'WAITING',
    position,
    etaSeconds: 1,
    pollAfterMs: 500,
    coupon: null,
  });

  it.each(['anonymous', 'service'] as const)('need a signed-in customer: %s; nothing happens', async (viewer) => {
    expect([await join(viewer), await show(viewer)]).toEqual(['UNAUTHENTICATED', 'UNAUTHENTICATED']);
    expect(await show('owner')).toEqual({ couponTicket: null });
  });

  it('give each customer a ticket of their own, the same one whenever and under whatever name they ask', async () => {
    expect(await join('owner')).toEqual({
      joinCouponQueue: { __typename: 'JoinCouponQueueSuccess', ticket: ticket(1) },
    });
    expect(await show('other')).toEqual({ couponTicket: null });
    const twice = `mutation ($input: JoinCouponQueueInput!) {
      a: joinCouponQueue(input: $input) { ... on JoinCouponQueueSuccess { ticket { position } } }
      b: joinCouponQueue(input: $input) { ... on JoinCouponQueueSuccess { ticket { position } } } }`;
    expect(await answer('other', twice, { input: { campaignId: queued } })).toEqual({
      a: { ticket: { position: 2 } },
      b: { ticket: { position: 2 } },
    });
    expect([await show('owner'), await show('other')]).toEqual([
      { couponTicket: ticket(1) },
      { couponTicket: ticket(2) },
    ]);
  });

  it.each([
    ['x', 'CAMPAIGN_NOT_FOUND'],
    [id, 'CAMPAIGN_NOT_FOUND'],
    [campaignId('may'), 'WRONG_CAMPAIGN_MODE'],
    [campaignId('later'), 'CAMPAIGN_NOT_OPEN'],
  ])('say why there is no ticket: %s %s', async (campaign, code) => {
    expect(await join('other', campaign)).toMatchObject({ joinCouponQueue: { code } });
    expect(await show('other', campaign)).toEqual({ couponTicket: null });
  });

  it('show a coupon whose ticket was lost', async () => {
    const campaign = await shop.campaign('lost', { mode: 'QUEUED' });
    const coupon = newCoupon(campaign.id, user('ann'), shop.now());
    await shop.database.transaction((tx) => insertCoupons(tx, [coupon]));
    expect(await show('owner', campaign.id)).toMatchObject({
      couponTicket: { state: 'ISSUED', position: null, coupon: { id: coupon.id } },
    });
    expect(await show('other', campaign.id)).toEqual({ couponTicket: null });
  });
});
