import type { Snapshot } from '../snapshot/snapshot.ts';

export interface WindowFacts {
  /** Items that a gate has decided about. */
  readonly items: number;
  readonly deltas: number;
  /** Pieces, signed, that gates have decided and windows have written. */
  readonly decided: number;
  readonly written: number;
  /** Items with more decided than there is. */
  readonly oversold: number;
  /** Pieces in windows that are not closed yet, signed. */
  readonly open: number;
  /** Items for which what was counted is not what was written, is parked, or is in an open window. */
  readonly apart: number;
  /** Deltas that no window has counted although they are older than that. */
  readonly stale: number;
  readonly parked: number;
  readonly parkedPieces: number;
  readonly staleParked: number;
  /** Some of those. */
  readonly oversoldItems: readonly string[];
  readonly apartItems: readonly string[];
}

const EXAMPLES = 3;
const SUMS = `(SELECT item_id, SUM(quantity) AS decided, COUNT(*) AS deltas FROM stock_delta GROUP BY item_id) AS gate
  LEFT JOIN (SELECT item_id, SUM(quantity) AS written FROM stock_ledger WHERE cause = 'WINDOW' GROUP BY item_id) AS ledger
    ON ledger.item_id = gate.item_id
  LEFT JOIN item ON item.id = gate.item_id`;
const IS_OVERSOLD = 'COALESCE(item.stock, 0) + decided - COALESCE(written, 0) < 0';

/** What is counted is in an open window, parked, or written: one transaction takes it from each to the next. */
const COUNTED = `SELECT item_id FROM (
    SELECT item_id, SUM(quantity) AS quantity FROM stock_delta WHERE state = 'COUNTED' GROUP BY item_id
    UNION ALL SELECT item_id, -SUM(quantity) FROM stock_ledger WHERE cause = 'WINDOW' GROUP BY item_id
    UNION ALL SELECT item_id, -SUM(quantity) FROM stock_parked GROUP BY item_id
    UNION ALL SELECT CONVERT(window_key USING ascii) COLLATE ascii_bin, -SUM(CAST(aggregate AS SIGNED))
      FROM stream_window WHERE topology = 'stock' GROUP BY window_key
  ) AS moves GROUP BY item_id HAVING SUM(quantity) <> 0`;

/** What gates have decided against what windows have written. `staleBefore`: what is older should have been written. */
export async function readWindows(item: Snapshot, staleBefore: Date): Promise<WindowFacts> {
  const sums = await item.figures<'items' | 'deltas' | 'decided' | 'written' | 'oversold'>(
    `SELECT COUNT(*) AS items, SUM(deltas) AS deltas, SUM(decided) AS decided, SUM(COALESCE(written, 0)) AS written,
       SUM(${IS_OVERSOLD}) AS oversold FROM ${SUMS}`,
  );
  const { open } = await item.figures<'open'>(
    `SELECT SUM(CAST(aggregate AS SIGNED)) AS open FROM stream_window WHERE topology = 'stock'`,
  );
  const apart = await item.rows<{ item_id: string }>(`${COUNTED} ORDER BY item_id`);
  const { stale } = await item.figures<'stale'>(
    `SELECT COUNT(*) AS stale FROM stock_delta WHERE state <> 'COUNTED' AND decided_at < ?`,
    [staleBefore],
  );
  const parked = await item.figures<'parked' | 'parkedPieces' | 'staleParked'>(
    `SELECT COUNT(*) AS parked, SUM(quantity) AS parkedPieces, SUM(parked_at < ?) AS staleParked FROM stock_parked`,
    [staleBefore],
  );
  const oversold =
    sums.oversold === 0
      ? []
      : await item.rows<{ item_id: string }>(
          `SELECT gate.item_id FROM ${SUMS} WHERE ${IS_OVERSOLD} ORDER BY gate.item_id LIMIT ${EXAMPLES}`,
        );
  return {
    ...sums,
    open,
    apart: apart.length,
    stale,
    ...parked,
    oversoldItems: oversold.map(({ item_id }) => item_id),
    apartItems: apart.slice(0, EXAMPLES).map(({ item_id }) => item_id),
  };
}
