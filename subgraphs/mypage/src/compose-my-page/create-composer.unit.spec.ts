import { forCaller, refuseIfGone } from '@rushgraph/concurrency';
import { createMetrics } from '@rushgraph/service';
import { gate, silentLogger, userViewer } from '@rushgraph/testkit';
import { expect, test } from 'vitest';
import { coupon, order, profile } from '../../test/happenings.ts';
import { foldMyPage } from '../fold-my-page/fold-my-page.ts';
import type { Happening } from '../fold-my-page/happening.ts';
import type { MyPageDocument } from '../fold-my-page/my-page-document.ts';
import type { AskOwners } from './ask-owners.ts';
import { type ComposerDeps, createComposer } from './create-composer.ts';

const ada = userViewer('ada');

/** A page that was written once for each of these. */
function pageOf(...happenings: readonly Happening[]): MyPageDocument | null {
  return happenings.reduce<MyPageDocument | null>((page, happening) => {
    const after = foldMyPage(page, happening, () => false);
    return { ...after, revision: after.revision + 1 };
  }, null);
}

const away = async () => {
  throw new Error('away');
};
const nothing = async () => ({ entries: [], isWhole: true });

/** A composer whose store lets nobody read who has left, as the real one does. */
function fixture({ claim = async () => true, pause = async () => undefined, ...ask }: Partial<Fixed> = {}) {
  const state: { stored: MyPageDocument | null; claimed: number } = { stored: null, claimed: 0 };
  const store: ComposerDeps['store'] = {
    async load() {
      refuseIfGone();
      return state.stored;
    },
    async claim(ids) {
      const isClaimed = await claim();
      if (isClaimed) state.claimed += ids.length;
      return new Set(isClaimed ? ids : []);
    },
    async release(ids) {
      state.claimed -= ids.length;
    },
  };
  const composer = createComposer({
    ask: { profile: away, orders: away, coupons: away, ...ask },
    store,
    handOver: async () => undefined,
    pause,
    now: () => new Date(0),
    logger: silentLogger(),
    metrics: createMetrics('mypage', { defaults: false }),
  });
  return { composer, state };
}

interface Fixed extends AskOwners {
  readonly claim: () => Promise<boolean>;
  readonly pause: () => Promise<void>;
}

test('a reader who leaves takes nobody along who waits for the same page', async () => {
  const { passed, open } = gate();
  const { composer, state } = fixture({ claim: async () => false, pause: () => passed });
  let leftMs = 1_000;
  const leaving = forCaller({ leftMs: () => leftMs }, () => composer.fill(ada, null));
  const staying = forCaller({ leftMs: () => 1_000 }, () => composer.fill(ada, null));
  // Whoever has claimed it on another instance has it written.
  leftMs = 0;
  state.stored = pageOf(profile(ada.id, 1), order(ada.id, 1), coupon(ada.id, 1));
  open();
  const shown = { page: state.stored, composed: [], uncounted: new Set() };
  expect(await Promise.all([staying, leaving])).toEqual([shown, shown]);
});

test('a reader who has read more than who composes for both keeps it', async () => {
  const { passed, open } = gate();
  const coupons = () => passed.then(nothing);
  const { composer } = fixture({ profile: async () => ({ name: 'Ada', email: 'a@b.c' }), orders: nothing, coupons });
  const first = composer.fill(ada, pageOf(profile(ada.id, 1)));
  // An order of theirs is written while an owner has not answered yet.
  const second = composer.fill(ada, pageOf(profile(ada.id, 1), order(ada.id, 1)));
  open();
  expect((await first).page?.orders.count).toBe(0);
  const { page, composed } = await second;
  expect([page?.profile?.version, page?.orders.count, page?.asOf.coupons]).toEqual([1, 1, expect.any(String)]);
  expect(composed).toEqual(['coupons']);
});

test('what cannot be composed fails for who has nothing, and for nobody who has read something', async () => {
  const { passed, open } = gate();
  const { composer } = fixture({ coupons: () => passed.then(away) });
  const read = pageOf(order(ada.id, 1));
  const [nobody, somebody] = [composer.fill(ada, null), composer.fill(ada, read)];
  open();
  const [refused, shown] = await Promise.allSettled([nobody, somebody]);
  expect(refused).toMatchObject({ status: 'rejected', reason: { extensions: { code: 'SUBGRAPH_UNAVAILABLE' } } });
  expect(shown).toMatchObject({ status: 'fulfilled', value: { page: { orders: { count: 1 } }, composed: [] } });
});

test('an account that is gone keeps no claim, for which others would wait', async () => {
  const { composer, state } = fixture({ profile: async () => null });
  expect(await composer.fill(ada, null)).toMatchObject({ page: null, composed: ['profile'] });
  expect(state.claimed).toBe(0);
});
