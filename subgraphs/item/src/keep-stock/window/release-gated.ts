import type { ItemId, OrderId } from '@rushgraph/contracts';
import type { Tx } from '@rushgraph/database';
import type { Outbox } from '@rushgraph/messaging';
import type { Logger } from '@rushgraph/service';
import { lockItems } from '../../db/item-rows.ts';
import { decideReleases } from '../decide/decide-releases.ts';
import { loadReservations } from '../decide/load-reservations.ts';
import type { Reservation } from '../decide/reservation.ts';
import type { StockRelease, StockRequest } from '../decide/stock-keeper.ts';
import { moveStock, writeLedger } from '../decide/write-changes.ts';
import { writeMarks, writeReleases } from '../decide/write-reservations.ts';
import { loadGateRows } from './gate-rows.ts';
import { recordDeltas } from './record-deltas.ts';
import type { StockGate } from './stock-gate.ts';

export interface ReleaseGatedDeps {
  readonly gate: StockGate;
  readonly outbox: Outbox;
  readonly logger: Logger;
}

/**
 * Gives back what orders hold: to the gate and the windows where there is a gate, to the stock where there is none. The
 * gate gets it after the commit, because what it has it may sell; should that fail, it sells less until it is rebuilt.
 */
export async function releaseGated(
  { gate, outbox, logger }: ReleaseGatedDeps,
  tx: Tx,
  releases: readonly StockRelease[],
  isGated: (itemId: ItemId) => boolean,
  now: Date,
): Promise<void> {
  const recorded = await loadReservations(
    tx,
    releases.map(({ orderId }) => orderId),
    { lock: true },
  );
  const held = [...recorded.values()].flatMap((one) =>
    one.outcome === 'RESERVED' && one.releasedAt === null ? one.lines.map(({ itemId }) => itemId) : [],
  );
  const rows = await loadGateRows(tx, held.filter(isGated), { share: true });
  const items = await lockItems(
    tx,
    held.filter((itemId) => !isGated(itemId)),
  );
  const { released, marked, changes } = decideReleases(releases, items, recorded);
  const gated = changes
    .filter(({ itemId }) => isGated(itemId))
    .map(({ reference, ...change }) => ({ ...change, orderId: reference }));
  const plain = changes.filter(({ itemId }) => !isGated(itemId));
  await writeMarks(tx, marked, now);
  await writeReleases(tx, released, now);
  await recordDeltas(
    tx,
    outbox,
    gated.map(({ itemId, orderId, quantity }) => ({ itemId, orderId, quantity, cause: 'RELEASE' as const })),
    now,
  );
  await writeLedger(tx, plain, now);
  await moveStock(tx, plain);

  const back = gated.flatMap(({ itemId, orderId, quantity }) => {
    const epoch = rows.get(itemId)?.epoch;
    return epoch === undefined ? [] : [{ itemId, orderId, quantity, epoch }];
  });
  tx.onCommit(() => {
    gate
      .giveBack(back)
      .catch((error: unknown) =>
        logger.warn(
          { err: error },
          'could not give released stock back to its gate; the next comparison with MySQL corrects the gate',
        ),
      );
  });
}

/**
 * Once it is recorded what orders got, the gate need not remember them: what was refused holds nothing from now on. Not
 * before, as a rival may be recording that one of them got something.
 */
export function forgetOnCommit(
  { gate, logger }: ReleaseGatedDeps,
  tx: Tx,
  requests: readonly StockRequest[],
  decided: ReadonlyMap<OrderId, Reservation>,
): void {
  const isReserved = ({ orderId }: StockRequest) => decided.get(orderId)?.outcome === 'RESERVED';
  const reserved = requests.filter(isReserved).map(({ orderId }) => orderId);
  const refused = requests.filter((request) => !isReserved(request));
  tx.onCommit(() => {
    Promise.all([gate.forget(reserved), gate.cancel(refused)]).catch((error: unknown) =>
      logger.warn({ err: error }, 'could not clear decided orders from the stock gate'),
    );
  });
}
