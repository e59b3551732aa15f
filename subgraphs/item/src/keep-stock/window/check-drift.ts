import type { ItemId } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import type { Row } from '@rushgraph/database/query';
import { gauge } from '@rushgraph/messaging';
import type { Logger, Metrics } from '@rushgraph/service';
import type { stockGate } from '../../db/schema.ts';
import { IN_FLIGHT } from './gate-rows.ts';
import { type DriftBounds, type DriftSample, judgeDrift, sampleAfter } from './judge-drift.ts';
import type { GateRebuilder } from './rebuild-gate.ts';
import type { StockGate } from './stock-gate.ts';

export interface DriftCheckDeps {
  readonly database: Database;
  readonly gate: StockGate;
  readonly rebuilder: GateRebuilder;
  readonly bounds: DriftBounds;
  readonly now: () => Date;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

type ExpectedRow = Pick<Row<typeof stockGate>, 'item_id' | 'epoch'> & { readonly left_over: number | string };

const GATES_AT_ONCE = 200;

/**
 * Compares every open gate with MySQL. One that is too far apart is shut and opened anew; one that was lost is opened
 * anew. MySQL is read first: then the gate knows at least what MySQL knows, and is apart by what it took meanwhile.
 */
export function createDriftCheck({
  database,
  gate,
  rebuilder,
  bounds,
  now,
  logger,
  metrics: { registry },
}: DriftCheckDeps) {
  const drift = gauge(registry, 'stock_gate_drift', 'Pieces that gates and MySQL are apart', ['figure']);
  const open = gauge(registry, 'stock_gates', 'Open stock gates');
  let before = new Map<ItemId, DriftSample>();

  async function checkGate(itemId: ItemId, sample: DriftSample): Promise<void> {
    if (judgeDrift(sample, now(), bounds) === 'FINE') return;
    logger.error({ itemId, ...sample, ...bounds }, 'a stock gate differs from MySQL; closing it and reopening it');
    await gate.close(itemId, sample.epoch);
    await rebuilder.rebuildDrifted(itemId, sample.epoch);
  }

  return async (): Promise<void> => {
    const samples = new Map<ItemId, DriftSample>();
    let after = '';
    let count = 0;
    for (;;) {
      const rows = await loadExpected(database, after);
      const states = await gate.read(rows.map(({ item_id }) => item_id));
      for (const { item_id: itemId, epoch, left_over } of rows) {
        const state = states.get(itemId);
        if (state?.isOpen !== true || state.epoch !== Number(epoch)) await rebuilder.rebuildLost(itemId);
        else {
          const sample = { left: Number(left_over), quantity: state.quantity, epoch: state.epoch, since: now() };
          samples.set(itemId, sampleAfter(before.get(itemId), sample));
        }
      }
      count += rows.length;
      after = rows.at(-1)?.item_id ?? after;
      if (rows.length < GATES_AT_ONCE) break;
    }
    const apart = [...samples.values()].map(({ left, quantity }) => Math.abs(quantity - left));
    open.set(count);
    drift.set({ figure: 'max' }, Math.max(0, ...apart));
    drift.set(
      { figure: 'sum' },
      apart.reduce((sum, each) => sum + each, 0),
    );
    for (const [itemId, sample] of samples) await checkGate(itemId, sample);
    before = samples;
  };
}

function loadExpected(database: Database, after: string): Promise<ExpectedRow[]> {
  return database.rows<ExpectedRow>(
    `SELECT item_id, epoch, stock + ${IN_FLIGHT} AS left_over FROM stock_gate JOIN item ON item.id = item_id
     WHERE stock_gate.state = 'OPEN' AND stock_gate.item_id > ? ORDER BY item_id LIMIT ${GATES_AT_ONCE}`,
    [after],
  );
}
