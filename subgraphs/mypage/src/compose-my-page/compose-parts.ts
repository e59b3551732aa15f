import { type MyPageComposed, timestampOf } from '@rushgraph/contracts';
import type { UserViewer } from '@rushgraph/identity';
import type { Part } from '../fold-my-page/my-page-document.ts';
import type { AskOwners } from './ask-owners.ts';

export interface Composed {
  /** What was had, whole or not, to be shown now. */
  readonly shown: MyPageComposed;
  /** Parts of which there is more than was asked for: they can be shown, and not be counted. */
  readonly cut: ReadonlySet<Part>;
  /** Why parts could not be had. */
  readonly failures: ReadonlyMap<Part, unknown>;
  /** The owner knows no such account. */
  readonly isGone: boolean;
}

/** Asks the owners of these parts, all at once. One that cannot answer costs its part alone. */
export async function composeParts(
  ask: AskOwners,
  viewer: UserViewer,
  wanted: ReadonlySet<Part>,
  now: () => Date,
): Promise<Composed> {
  // Before anything is asked: what an owner changes meanwhile is newer than this.
  const composedAt = timestampOf(now());
  const failures = new Map<Part, unknown>();

  async function part<T>(name: Part, asking: () => Promise<T>): Promise<T | undefined> {
    if (!wanted.has(name)) return undefined;
    try {
      return await asking();
    } catch (error) {
      failures.set(name, error);
      return undefined;
    }
  }

  const [profile, orders, coupons] = await Promise.all([
    part('profile', () => ask.profile(viewer)),
    part('orders', () => ask.orders(viewer)),
    part('coupons', () => ask.coupons(viewer)),
  ]);
  const cut = new Set<Part>();
  if (orders?.isWhole === false) cut.add('orders');
  if (coupons?.isWhole === false) cut.add('coupons');
  return {
    shown: {
      userId: viewer.id,
      composedAt,
      profile: profile ?? null,
      orders: orders ? [...orders.entries] : null,
      coupons: coupons ? [...coupons.entries] : null,
    },
    cut,
    failures,
    isGone: profile === null,
  };
}

/** What may be handed to the writer: whole parts only. Undefined when nothing is left. */
export function wholeParts({ shown, cut, isGone }: Composed): MyPageComposed | undefined {
  const whole = {
    ...shown,
    orders: cut.has('orders') ? null : shown.orders,
    coupons: cut.has('coupons') ? null : shown.coupons,
  };
  const isEmpty = whole.profile === null && whole.orders === null && whole.coupons === null;
  return isGone || isEmpty ? undefined : whole;
}
