import { missingParts } from '../compose-my-page/create-composer.ts';
import { type MyPageDocument, type Part, parts } from '../fold-my-page/my-page-document.ts';
import type { MyPagePart, MyPageResolvers } from '../generated/graphql.ts';

const partNames = { profile: 'PROFILE', orders: 'ORDERS', coupons: 'COUPONS' } as const satisfies Record<
  Part,
  MyPagePart
>;

/** The fields of a page. A part of which nothing is known is missing rather than empty. */
export const myPageFields: MyPageResolvers = {
  owner: ({ page }) => ({ id: page._id }),
  name: ({ page }) => page.profile?.name ?? null,
  email: ({ page }) => page.profile?.email ?? null,
  orders: ({ page }) =>
    page.asOf.orders === null
      ? null
      : page.orders.newest.map(({ id, at, status, title, total }) => ({
          order: { id },
          id,
          title,
          status,
          total,
          placedAt: new Date(at),
        })),
  orderCount: ({ page, uncounted }) =>
    page.asOf.orders === null || uncounted.has('orders') ? null : page.orders.count,
  coupons: ({ page }) =>
    page.asOf.coupons === null
      ? null
      : page.coupons.newest.map(({ id, at, status, campaignName, discount }) => ({
          coupon: { id },
          id,
          campaignName,
          discount,
          status,
          issuedAt: new Date(at),
        })),
  couponCount: ({ page, uncounted }) =>
    page.asOf.coupons === null || uncounted.has('coupons') ? null : page.coupons.count,
  asOf: ({ page, askedAt }) => newest(page) ?? askedAt,
  partsAsOf: ({ page }) => ({
    profile: momentOf(page.asOf.profile),
    orders: momentOf(page.asOf.orders),
    coupons: momentOf(page.asOf.coupons),
  }),
  missing: ({ page }) => missingParts(page).map((part) => partNames[part]),
  composed: ({ composed }) => composed.map((part) => partNames[part]),
};

function newest({ asOf }: MyPageDocument): Date | null {
  const times = parts.flatMap((part) => asOf[part] ?? []).sort();
  return momentOf(times.at(-1) ?? null);
}

function momentOf(time: string | null): Date | null {
  return time === null ? null : new Date(time);
}
