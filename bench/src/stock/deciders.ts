import { createMergeKeeper } from '@rushgraph/item/stock';
import { startOriginalDecider } from '../../baselines/original-stock/original-decider.ts';
import type { DeciderDefinition } from './decider.ts';
import { startGateDecider, startWindowDecider } from './gate-deciders.ts';
import { startGuardedDecider } from './guarded-decider.ts';
import { batchedDecider } from './keeper-decider.ts';
import { startLockDecider } from './lock-decider.ts';
import { GATE, GUARDED, LOCK, MERGE, ORIGINAL, WINDOW } from './names.ts';
import { openShelves } from './shelves.ts';

/** Everything that is compared, the slowest first. */
export const deciders: readonly DeciderDefinition[] = [
  { name: ORIGINAL, start: startOriginalDecider },
  { name: LOCK, start: startLockDecider },
  { name: GUARDED, start: startGuardedDecider },
  {
    name: MERGE,
    start: async (servers) => batchedDecider(await openShelves(servers, 'merge'), createMergeKeeper()),
  },
  { name: WINDOW, start: startWindowDecider },
  { name: GATE, start: startGateDecider },
];
