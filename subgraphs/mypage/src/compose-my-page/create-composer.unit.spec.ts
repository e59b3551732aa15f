import { forCaller, refuseIfGone } from '@rushgraph/concurrency';
import { createMetrics } from '@rushgraph/service';
import { gate, silentLogger, userViewer } from '@rushgraph/testkit';
import { expect, test } from 'vitest';
import { coupon, order, profile } from '../../test/happenings.ts';
import { foldMyPage } from '../fold-my-page/fold-my-page.ts';
import type { MyPageDocument } from '../fold-my-page/my-page-document.ts';
import { type ComposerDeps, createComposer } from './create-composer.ts';

const ada = userViewer('ada');
const whole = [profile(ada.id, 1), order(ada.id, 1), coupon(ada.id, 1)].reduce<MyPageDocument | null>(
  (page, told) => foldMyPage(page, told, () => false),
  null,
);

/** A composer whose store lets nobody read who has left, as the real one does, and whose owners are counted. */
function fixture({ claim, pause }: { claim: () => boolean; pause: () => Promise<void> }) {
  const state: { stored: MyPageDocument | null; asked: number } = { stored: null, asked: 0 };
  const asked = async () => {
    state.asked += 1;
    throw new Error('away');
  };
  const store: ComposerDeps['store'] = {
    async load() {
      refuseIfGone();
      return state.stored;
    },
    claim: async (ids) => new Set(claim() ? ids : []),
    release: async () => undefined,
  };
  const composer = createComposer({
    ask: { profile: asked, orders: asked, coupons: asked },
    store,
    handOver: async () => undefined,
    pause,
    now: () => new Date(0),
    logger: silentLogger(),
    metrics: createMetrics('mypage', { defaults: false }),
  });
  return { composer, state };
}

test('a reader who leaves takes nobody along who waits for the same page', async () => {
  const { passed, open } = gate();
  const { composer, state } = fixture({ claim: () => false, pause: () => passed });
  let leftMs = 1_000;
  const leaving = forCaller({ leftMs: () => leftMs }, () => composer.fill(ada, null));
  const staying = forCaller({ leftMs: () => 1_000 }, () => composer.fill(ada, null));
  // Whoever has claimed it on another instance has it written.
  leftMs = 0;
  state.stored = whole;
  open();
  const shown = { page: whole, composed: [], uncounted: new Set() };
  expect(await Promise.all([staying, leaving])).toEqual([shown, shown]);
  expect(state.asked).toBe(0);
});
