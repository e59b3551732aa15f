import { count, judge, named, type Verdict } from '../verdict/verdict.ts';
import type { PageFault } from './judge-page.ts';
import type { PageFacts } from './read-pages.ts';

const EXAMPLES = 3;

/** Pages show what their owners know, and nothing of an account that is gone. */
export function judgePages({ accounts, pages, faults, isCutShort }: PageFacts): Verdict[] {
  const of = (...kinds: readonly PageFault[]) => [...faults].filter(([, fault]) => kinds.includes(fault));
  const wrong = of('missing', 'profile', 'orders', 'coupons');
  const kept = of('kept');
  const examples = (found: typeof wrong) => named(found.slice(0, EXAMPLES).map(([id, fault]) => `${id} (${fault})`));
  const least = isCutShort ? ' at least' : '';
  return [
    judge({
      store: 'mypage',
      invariant: 'the page of every account shows its profile, orders and coupons',
      faults: wrong.length,
      figures: `${wrong.length}${least} of ${count(accounts, 'account')} otherwise${examples(wrong)}`,
      remedy:
        'Does the worker of the mypage service run, and is it not behind (GET /health/ready)? Then build the pages anew: npm run rebuild -- mypage.',
    }),
    judge({
      store: 'mypage',
      invariant: 'no page is kept of an account that is gone',
      faults: kept.length,
      figures: `${kept.length}${least} of ${count(pages, 'page')}${examples(kept)}`,
      remedy:
        'Does the worker of the mypage service run? Then publish commerce.user.erased.v1 for these accounts again.',
    }),
  ];
}
