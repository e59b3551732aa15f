import { type ItemId, type StockDelta, type StockDeltaLate, stockDeltaLate } from '@rushgraph/contracts';
import type { Tx } from '@rushgraph/database';
import type { Row } from '@rushgraph/database/query';
import { event, InvalidEvent, type Outbox } from '@rushgraph/messaging';
import type { SideOutput, WindowRecord } from '@rushgraph/streams';
import type { stockDelta } from '../db/schema.ts';

export type Delta = StockDelta | StockDeltaLate;
type DeltaKey = Pick<StockDelta, 'itemId' | 'deltaId' | 'orderId' | 'cause'>;

type DeltaRow = Pick<Row<typeof stockDelta>, 'item_id' | 'order_id' | 'cause' | 'quantity' | 'state'>;

/**
 * The deltas that are to be counted now, and are marked so. A topic can hold one any number of times, and a late one is
 * on two topics; the row that the gate wrote beside the event says what is still to be done with it.
 */
export async function admitDeltas(
  records: readonly WindowRecord<Delta>[],
  tx: Tx,
): Promise<readonly WindowRecord<Delta>[]> {
  const rows = await lockDeltas(
    tx,
    records.map(({ data }) => data),
  );
  const waiting = new Map(rows.map((row) => [nameOf(row.item_id, row.order_id, row.cause), row]));
  const admitted = records.filter((record) => {
    const { itemId, orderId, cause, quantity } = record.data;
    if (record.key !== itemId) throw new InvalidEvent(record, 'the key is not the id of the item');
    const name = nameOf(itemId, orderId, cause);
    const row = waiting.get(name);
    if (row === undefined) throw new InvalidEvent(record, 'no gate has recorded this delta');
    if (row.quantity !== quantity)
      throw new InvalidEvent(record, `the gate has recorded a quantity of ${row.quantity}`);
    const expected = record.definition.type === stockDeltaLate.type ? 'LATE' : 'RECORDED';
    if (row.state !== expected) return false;
    waiting.set(name, { ...row, state: 'COUNTED' });
    return true;
  });
  await mark(
    tx,
    admitted.map(({ data }) => data),
    'COUNTED',
  );
  return admitted;
}

/** Sends deltas whose window has closed, or lies ahead, round again. Each is late once: as such it counts on arrival. */
export async function sendRoundAgain(side: readonly SideOutput<Delta>[], tx: Tx, outbox: Outbox): Promise<void> {
  await mark(
    tx,
    side.map(({ input }) => input.value),
    'LATE',
  );
  await outbox.record(
    tx,
    side.map(({ input: { value }, reason }) =>
      event(stockDeltaLate, { ...value, reason }, { subject: value.itemId, sequence: 1 }),
    ),
  );
}

async function lockDeltas(tx: Tx, deltas: readonly DeltaKey[]): Promise<readonly DeltaRow[]> {
  if (deltas.length === 0) return [];
  const { where, values } = among(deltas);
  return tx.rows<DeltaRow>(
    `SELECT item_id, order_id, cause, quantity, state FROM stock_delta FORCE INDEX (PRIMARY) WHERE ${where} FOR UPDATE`,
    values,
  );
}

async function mark(tx: Tx, deltas: readonly DeltaKey[], state: DeltaRow['state']): Promise<void> {
  if (deltas.length === 0) return;
  const { where, values } = among(deltas);
  await tx.run(`UPDATE stock_delta FORCE INDEX (PRIMARY) SET state = ? WHERE ${where}`, [state, ...values]);
}

/** Ranges of the primary key. */
function among(deltas: readonly DeltaKey[]): { readonly where: string; readonly values: readonly unknown[] } {
  const groups = [...Map.groupBy(deltas, ({ itemId, cause }) => `${itemId}:${cause}`).values()];
  return {
    where: groups.map(() => '(item_id = ? AND cause = ? AND order_id IN (?))').join(' OR '),
    values: groups.flatMap((group) => [group[0]?.itemId, group[0]?.cause, group.map(({ orderId }) => orderId)]),
  };
}

function nameOf(itemId: ItemId, orderId: StockDelta['orderId'], cause: StockDelta['cause']): string {
  return `${itemId}:${orderId}:${cause}`;
}
