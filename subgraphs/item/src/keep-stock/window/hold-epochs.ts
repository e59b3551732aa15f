import type { ItemId } from '@rushgraph/contracts';
import type { Tx } from '@rushgraph/database';
import { loadGateRows } from './gate-rows.ts';
import { GateUnavailable } from './gate-unavailable.ts';
import type { GateRebuilder } from './rebuild-gate.ts';
import type { GateDecisions } from './stock-gate.ts';

/**
 * Makes sure that what a gate has decided is decided under the epoch that MySQL knows, and that this stays so until the
 * transaction ends. Otherwise the gate was opened anew in between, or is one that MySQL has given up: what it said is
 * worth nothing.
 */
export async function holdEpochs(tx: Tx, epochs: GateDecisions['epochs'], rebuilder: GateRebuilder): Promise<void> {
  const rows = await loadGateRows(tx, [...epochs.keys()], { share: true });
  const stale = [...epochs].flatMap(([itemId, epoch]) => {
    const row = rows.get(itemId);
    return row?.state === 'OPEN' && row.epoch === epoch ? [] : [itemId];
  });
  if (stale.length === 0) return;
  rebuilder.request(stale);
  throw new GateUnavailable(`the gates of ${stale.join(', ')} are of another epoch`, { itemIds: stale });
}

/** Orders of items whose gates are shut wait until these are open again. */
export function refuseClosed(answers: GateDecisions['answers'], rebuilder: GateRebuilder): void {
  const closed = answers.flatMap((answer): readonly ItemId[] => (answer.kind === 'CLOSED' ? answer.itemIds : []));
  if (closed.length === 0) return;
  rebuilder.request(closed);
  const itemIds = [...new Set(closed)];
  throw new GateUnavailable(`the gates of ${itemIds.join(', ')} are shut`, { itemIds });
}
