import type { Snapshot } from '../snapshot.ts';

export interface WindowFacts {
  /** Items that a gate has decided about. */
  readonly items: number;
  readonly deltas: number;
  /** Pieces, signed, that gates have decided and windows have written. */
  readonly decided: number;
  readonly written: number;
  /** Items with more decided than there is. */
  readonly oversold: number;
  readonly examples: readonly string[];
  /** Items to which windows wrote although no gate decided anything. */
  readonly unknown: number;
  /** Deltas that no window has counted although they are older than that. */
  readonly stale: number;
  readonly parked: number;
  readonly parkedPieces: number;
  readonly staleParked: number;
}

const EXAMPLES = 3;
const SUMS = `(SELECT item_id, SUM(quantity) AS decided, COUNT(*) AS deltas FROM stock_delta GROUP BY item_id) AS gate
  LEFT JOIN (SELECT item_id, SUM(quantity) AS written FROM stock_ledger WHERE cause = 'WINDOW' GROUP BY item_id) AS ledger
    ON ledger.item_id = gate.item_id
  LEFT JOIN item ON item.id = gate.item_id`;
const IS_OVERSOLD = 'COALESCE(item.stock, 0) + decided - COALESCE(written, 0) < 0';

/** What gates have decided against what windows have written. `staleBefore`: what is older should have been written. */
export async function readWindows(item: Snapshot, staleBefore: Date): Promise<WindowFacts> {
  const sums = await item.figures<'items' | 'deltas' | 'decided' | 'written' | 'oversold'>(
    `SELECT COUNT(*) AS items, SUM(deltas) AS deltas, SUM(decided) AS decided, SUM(COALESCE(written, 0)) AS written,
       SUM(${IS_OVERSOLD}) AS oversold FROM ${SUMS}`,
  );
  const { unknown } = await item.figures<'unknown'>(
    `SELECT COUNT(DISTINCT item_id) AS unknown FROM stock_ledger
     WHERE cause = 'WINDOW' AND NOT EXISTS (SELECT 1 FROM stock_delta WHERE stock_delta.item_id = stock_ledger.item_id)`,
  );
  const { stale } = await item.figures<'stale'>(
    `SELECT COUNT(*) AS stale FROM stock_delta WHERE state <> 'COUNTED' AND decided_at < ?`,
    [staleBefore],
  );
  const parked = await item.figures<'parked' | 'parkedPieces' | 'staleParked'>(
    `SELECT COUNT(*) AS parked, SUM(quantity) AS parkedPieces, SUM(parked_at < ?) AS staleParked FROM stock_parked`,
    [staleBefore],
  );
  const examples =
    sums.oversold === 0
      ? []
      : await item.rows<{ item_id: string }>(
          `SELECT gate.item_id FROM ${SUMS} WHERE ${IS_OVERSOLD} ORDER BY gate.item_id LIMIT ${EXAMPLES}`,
        );
  return { ...sums, unknown, stale, ...parked, examples: examples.map(({ item_id }) => item_id) };
}
