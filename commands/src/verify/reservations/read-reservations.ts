import type { Snapshot } from '../snapshot/snapshot.ts';

export interface ReservationFacts {
  readonly reserved: number;
  readonly released: number;
  readonly refused: number;
  readonly lines: number;
  readonly releasedLines: number;
  /** Lines whose stock was not taken exactly once, in their quantity. */
  readonly takenWrong: number;
  /** Released lines that have not come back once, in their quantity, and others that have come back. */
  readonly backWrong: number;
  /** Orders of some of these. */
  readonly examples: readonly string[];
  /** Rows that took or gave back stock for no line of a reservation. */
  readonly strayTaken: number;
  readonly strayBack: number;
}

const EXAMPLES = 3;
/** Each line with what took it and what gave it back: a row of the ledger, or what a gate has decided. */
const MOVES = `reservation
  JOIN JSON_TABLE(reservation.line_items, '$[*]'
    COLUMNS (item_id VARCHAR(26) PATH '$.itemId', quantity INT PATH '$.quantity')) AS line
  LEFT JOIN stock_ledger AS taken ON taken.item_id = CONVERT(line.item_id USING ascii) COLLATE ascii_bin
    AND taken.cause = 'ORDER' AND taken.reference = reservation.order_id
  LEFT JOIN stock_delta AS gated ON gated.item_id = CONVERT(line.item_id USING ascii) COLLATE ascii_bin
    AND gated.order_id = reservation.order_id AND gated.cause = 'ORDER'
  LEFT JOIN stock_ledger AS back ON back.item_id = CONVERT(line.item_id USING ascii) COLLATE ascii_bin
    AND back.cause = 'RELEASE' AND back.reference = reservation.order_id
  LEFT JOIN stock_delta AS gated_back ON gated_back.item_id = CONVERT(line.item_id USING ascii) COLLATE ascii_bin
    AND gated_back.order_id = reservation.order_id AND gated_back.cause = 'RELEASE'
  WHERE reservation.outcome = 'RESERVED'`;
const IS_TAKEN_WRONG = 'COALESCE(taken.quantity, 0) + COALESCE(gated.quantity, 0) <> -line.quantity';
const IS_BACK_WRONG = `COALESCE(back.quantity, 0) + COALESCE(gated_back.quantity, 0)
  <> IF(reservation.released_at IS NULL, 0, line.quantity)`;

/** What is reserved, line by line, with the rows that moved its stock. */
export async function readReservations(item: Snapshot): Promise<ReservationFacts> {
  const orders = await item.figures<'reserved' | 'released' | 'refused'>(
    `SELECT SUM(outcome = 'RESERVED') AS reserved, SUM(outcome = 'RESERVED' AND released_at IS NOT NULL) AS released,
       SUM(outcome <> 'RESERVED') AS refused FROM reservation`,
  );
  const lines = await item.figures<
    'lines' | 'releasedLines' | 'takenWrong' | 'backWrong' | 'matchedTaken' | 'matchedBack'
  >(
    `SELECT COUNT(*) AS \`lines\`, SUM(reservation.released_at IS NOT NULL) AS releasedLines,
       SUM(${IS_TAKEN_WRONG}) AS takenWrong, SUM(${IS_BACK_WRONG}) AS backWrong,
       COUNT(taken.id) + COUNT(gated.order_id) AS matchedTaken,
       COUNT(back.id) + COUNT(gated_back.order_id) AS matchedBack FROM ${MOVES}`,
  );
  const moved = await item.figures<'taken' | 'back'>(
    `SELECT (SELECT COUNT(*) FROM stock_ledger WHERE cause = 'ORDER')
         + (SELECT COUNT(*) FROM stock_delta WHERE cause = 'ORDER') AS taken,
       (SELECT COUNT(*) FROM stock_ledger WHERE cause = 'RELEASE')
         + (SELECT COUNT(*) FROM stock_delta WHERE cause = 'RELEASE') AS back`,
  );
  const examples =
    lines.takenWrong + lines.backWrong === 0
      ? []
      : await item.rows<{ order_id: string }>(
          `SELECT DISTINCT reservation.order_id FROM ${MOVES} AND (${IS_TAKEN_WRONG} OR ${IS_BACK_WRONG}) LIMIT ${EXAMPLES}`,
        );
  return {
    ...orders,
    ...lines,
    strayTaken: moved.taken - lines.matchedTaken,
    strayBack: moved.back - lines.matchedBack,
    examples: examples.map(({ order_id }) => order_id),
  };
}
