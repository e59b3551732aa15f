import type { Snapshot } from '../snapshot/snapshot.ts';

export interface StockFacts {
  readonly items: number;
  readonly pieces: number;
  readonly negative: number;
  /** Items whose stock is not the sum of their ledger. */
  readonly apart: number;
  readonly examples: readonly { readonly id: string; readonly stock: number; readonly ledger: number }[];
  /** Ledger rows of items that are not there. */
  readonly homeless: number;
}

const EXAMPLES = 3;
const BALANCES = `item LEFT JOIN (SELECT item_id, SUM(quantity) AS total FROM stock_ledger GROUP BY item_id) AS ledger
  ON ledger.item_id = item.id`;

/** Stock and ledger, item by item. */
export async function readStock(item: Snapshot): Promise<StockFacts> {
  const facts = await item.figures<'items' | 'pieces' | 'negative' | 'apart'>(
    `SELECT COUNT(*) AS items, SUM(stock) AS pieces, SUM(stock < 0) AS negative,
       SUM(stock <> COALESCE(total, 0)) AS apart FROM ${BALANCES}`,
  );
  const { homeless } = await item.figures<'homeless'>(
    `SELECT COUNT(*) AS homeless FROM (SELECT DISTINCT item_id FROM stock_ledger) AS moved
     LEFT JOIN item ON item.id = moved.item_id WHERE item.id IS NULL`,
  );
  const examples =
    facts.apart === 0
      ? []
      : await item.rows<{ id: string; stock: number; total: string | null }>(
          `SELECT id, stock, total FROM ${BALANCES} WHERE stock <> COALESCE(total, 0) ORDER BY id LIMIT ${EXAMPLES}`,
        );
  return {
    ...facts,
    homeless,
    examples: examples.map(({ id, stock, total }) => ({ id, stock, ledger: Number(total ?? 0) })),
  };
}
