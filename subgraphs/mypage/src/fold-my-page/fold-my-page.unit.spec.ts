import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coupon, moment, order, profile } from '../../test/happenings.ts';
import { pageDesk } from '../../test/page-desk.ts';
import { foldMyPage } from './fold-my-page.ts';
import type { Happening, Told } from './happening.ts';

const nothingArchived = () => false;
const customers = ['ada', 'ben', 'cyd'];

/** Whatever was delivered: the last version of each thing, all of them counted. Slow and plain. */
function plainFold(happenings: readonly Happening[]) {
  const desk = new Map(
    customers.map((user) => [user, { orders: new Map(), coupons: new Map(), profile: null as null | Told['profile'] }]),
  );
  for (const one of happenings) {
    const page = desk.get(one.userId);
    if (page === undefined || one.kind === 'erased') continue;
    if (one.profile !== null && one.profile.version > (page.profile?.version ?? -1)) page.profile = one.profile;
    for (const part of ['orders', 'coupons'] as const) {
      for (const entry of one[part] ?? []) {
        if (entry.version > (page[part].get(entry.id)?.version ?? -1)) page[part].set(entry.id, entry);
      }
    }
  }
  const newest = (entries: Map<string, { at: string; id: string }>, most: number) =>
    [...entries.values()]
      .sort((one, other) => (`${one.at}${one.id}` < `${other.at}${other.id}` ? 1 : -1))
      .slice(0, most);
  return [...desk].map(([user, page]) => ({
    user,
    profile: page.profile,
    orders: { count: page.orders.size, newest: newest(page.orders, 10) },
    coupons: { count: page.coupons.size, newest: newest(page.coupons, 20) },
  }));
}

const history: readonly Told[] = customers.flatMap((user) => [
  profile(user, 1),
  profile(user, 2),
  ...Array.from({ length: 14 }, (_, number) => [
    order(user, number, 1),
    order(user, number, 2),
    order(user, number, 3),
  ]).flat(),
  ...Array.from({ length: 24 }, (_, number) => [coupon(user, number, 1), coupon(user, number, 2)]).flat(),
]);

/** Any order of any part of the history, some of it twice, in batches of any size. */
const deliveries = fc
  .shuffledSubarray([...history, ...history], { minLength: 1 })
  .chain((delivered) =>
    fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 }).map((sizes) => ({ delivered, sizes })),
  );

function deliver(delivered: readonly Happening[], sizes: readonly number[]) {
  const desk = pageDesk();
  for (let start = 0, turn = 0; start < delivered.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    desk.take(delivered.slice(start, start + size));
    start += size;
  }
  return customers.flatMap((user) => {
    const page = desk.pages.get(user);
    if (page === undefined)
      return [{ user, profile: null, orders: { count: 0, newest: [] }, coupons: { count: 0, newest: [] } }];
    const { orders, coupons } = page;
    return [
      {
        user,
        profile: page.profile,
        orders: { count: orders.count, newest: orders.newest },
        coupons: { count: coupons.count, newest: coupons.newest },
      },
    ];
  });
}

test('shows the ten newest orders, the latest profile, exact counts, and of when each part is', () => {
  const desk = pageDesk();
  desk.take(history);
  const page = desk.pages.get('ada');
  expect(page?.profile).toEqual({ version: 2, name: 'ada 2', email: 'ada@example.com' });
  expect(page?.orders.newest.map(({ at }) => at)).toEqual([13, 12, 11, 10, 9, 8, 7, 6, 5, 4].map(moment));
  expect(new Set(page?.orders.newest.map(({ status }) => status))).toEqual(new Set(['CANCELLED']));
  expect([page?.orders.count, page?.coupons.count]).toEqual([14, 24]);
  expect(page?.asOf).toEqual({ profile: moment(2), orders: moment(13.3), coupons: moment(25) });
});

test('any interleaving, repetition and cut of the history of several customers gives the fold of what was delivered', () => {
  fc.assert(
    fc.property(deliveries, ({ delivered, sizes }) => {
      expect(deliver(delivered, sizes)).toEqual(plainFold(delivered));
    }),
    { numRuns: 60 },
  );
});

test('would not, if versions were not looked at', () => {
  const unguarded = (delivered: readonly Told[]) =>
    delivered.map((one, index): Told => {
      const newest = <Entry extends { version: number }>(entry: Entry) => ({ ...entry, version: index + 1 });
      return {
        ...one,
        profile: one.profile && newest(one.profile),
        orders: one.orders?.map(newest) ?? null,
        coupons: one.coupons?.map(newest) ?? null,
      };
    });
  const withoutVersions = (pages: readonly object[]) =>
    JSON.stringify(pages, (name, value) => (name === 'version' ? undefined : value));
  const check = fc.check(
    fc.property(deliveries, ({ delivered, sizes }) => {
      expect(withoutVersions(deliver(unguarded(delivered), sizes))).toBe(withoutVersions(plainFold(delivered)));
    }),
    { numRuns: 60 },
  );
  expect(check.failed).toBe(true);
});

test('what is told again gives back the very same document', () => {
  const page = history.reduce(
    (before, one) => (one.userId === 'ada' ? foldMyPage(before, one, nothingArchived) : before),
    foldMyPage(null, profile('ada', 1), nothingArchived),
  );
  for (const one of history.filter(({ userId }) => userId === 'ada')) {
    expect(foldMyPage(page, one, nothingArchived)).toBe(page);
  }
});

test('stays erased, whatever still comes', () => {
  const desk = pageDesk();
  desk.take(history);
  desk.take([{ kind: 'erased', userId: 'ada', time: moment(99) }]);
  desk.take(history);
  expect(desk.pages.get('ada')).toMatchObject({ isErased: true, profile: null, orders: { count: 0, newest: [] } });
  expect(desk.pages.get('ben')).toMatchObject({ isErased: false, orders: { count: 14 } });
});

test("refuses to fold one user's event into another user's page", () => {
  const page = foldMyPage(null, profile('ada', 1), nothingArchived);
  expect(() => foldMyPage({ ...page, _id: 'ben' }, profile('ada', 2), nothingArchived)).toThrow('another user');
});
