import { type ItemId, parseId, stockDelta, stockDeltaLate } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import type { Consumer, createKafka, Outbox } from '@rushgraph/messaging';
import type { Logger, Metrics } from '@rushgraph/service';
import { createTumblingWindow, type WindowSettings } from '@rushgraph/streams';
import { z } from 'zod';
import { createResultApplier } from './apply-results.ts';
import { admitDeltas, type Delta, sendRoundAgain } from './count-deltas.ts';

/** How long windows are, and how late a delta may come to be counted in its own, in milliseconds. */
export type WindowSpan = Pick<WindowSettings, 'sizeMs' | 'graceMs'>;

export interface DeltaWindowDeps {
  readonly database: Database;
  readonly outbox: Outbox;
  readonly kafka: ReturnType<typeof createKafka>;
  readonly topicPrefix: string;
  readonly groupPrefix: string;
  /** Tells this process from every other. */
  readonly instanceId: string;
  readonly windowSpan: WindowSpan;
  readonly sessionTimeoutMs?: number;
  readonly now: () => Date;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly onFatal: (error: unknown) => void;
}

/**
 * Sums what gates have decided per item and window, by the time of the decision, and applies each sum to the item once.
 * No delta is dropped: what has no window of its own any more, or not yet, counts in the one it comes back in.
 */
export function createDeltaWindow({ windowSpan, sessionTimeoutMs, ...deps }: DeltaWindowDeps): Consumer {
  const apply = createResultApplier(deps);
  return createTumblingWindow<Delta, Delta, number>({
    ...deps,
    group: 'item-window',
    topology: 'stock',
    definitions: [stockDelta, stockDeltaLate],
    ...(sessionTimeoutMs !== undefined && { sessionTimeoutMs }),
    settings: {
      ...windowSpan,
      // A clock that is further ahead would make what is on time come late.
      maxFutureMs: windowSpan.graceMs,
      idleAfterMs: windowSpan.sizeMs,
    },
    aggregation: { initial: 0, add: (sum, { quantity }) => sum + quantity },
    aggregate: z.int(),
    input: ({ definition, data }) => ({
      value: data,
      timestamp: definition.type === stockDeltaLate.type ? null : Date.parse(data.decidedAt),
    }),
    admit: admitDeltas,
    onSide: (side, tx) => sendRoundAgain(side, tx, deps.outbox),
    onResults: (results, tx) =>
      apply(
        // Nothing is admitted under a key that is not its item's id.
        results.map(({ id, key, aggregate }) => ({ itemId: itemIdOf(key), reference: id, quantity: aggregate })),
        tx,
      ),
  });
}

/** The item that a window counts for: nothing is admitted under a key that is none. */
export function itemIdOf(key: string): ItemId {
  const itemId = parseId<ItemId>(key);
  if (itemId === null) throw new Error(`A window has the key ${key}, which is not the id of an item`);
  return itemId;
}
