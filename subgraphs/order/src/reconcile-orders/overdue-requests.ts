import type { OrderId, OrderRequested } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import type { Lookup, Table } from '@rushgraph/streams';
import type { Logger } from 'pino';
import { loadOrderRows } from '../db/load-orders.ts';
import { requestedEvent } from '../order/order-events.ts';
import { requestedOrder } from '../order/requested-order.ts';
import { readOrders } from '../settle-order/find-orders.ts';
import { type SettleOrdersDeps, settleOrders } from '../settle-order/settle-orders.ts';
import { togetherOrApart } from '../settle-order/together-or-apart.ts';
import type { OverdueOrder, OverdueOrders } from './overdue-orders.ts';

export interface OverdueRequestsDeps extends SettleOrdersDeps {
  readonly database: Database;
  readonly table: Pick<Table<OrderRequested>, 'partitions' | 'rows'>;
  readonly lookup: Lookup<OrderRequested>;
  readonly logger: Pick<Logger, 'warn'>;
  readonly settings: { readonly checkAfterMs: number; readonly leaseMs: number; readonly batchSize: number };
}

/** An order that Kafka alone has, with what its partition's owner remembers of it. */
interface RequestedOverdue extends OverdueOrder {
  readonly request: OrderRequested;
  requestedAgainAt: Date | null;
  dueAt: number;
}

/** Requests that one claim looks at, a millisecond's work: of more, the next claim looks at the next ones. */
const MAX_LOOKED_AT = 2_000;

/**
 * Overdue orders in the table of pending ones. Each is looked after by the owner of its partition, who remembers when to
 * look again; a new owner begins anew, which asks once more at worst.
 */
export function overdueRequests(deps: OverdueRequestsDeps): OverdueOrders<RequestedOverdue> {
  const { database, outbox, table, lookup, logger, settings } = deps;
  let remembered = new Map<OrderId, RequestedOverdue>();
  let pass: { readonly requests: Iterator<OrderRequested>; readonly seen: Map<OrderId, RequestedOverdue> } | undefined;

  function takeDue(now: Date): RequestedOverdue[] {
    const due: RequestedOverdue[] = [];
    pass ??= { requests: oldRequests(now), seen: new Map() };
    for (let looked = 0; looked < MAX_LOOKED_AT && due.length < settings.batchSize; looked++) {
      const next = pass.requests.next();
      if (next.done) {
        // Whoever was not seen is no longer requested.
        remembered = pass.seen;
        pass = undefined;
        break;
      }
      const order = remembered.get(next.value.orderId) ?? newlyOverdue(next.value);
      pass.seen.set(order.id, order);
      if (order.dueAt > now.getTime()) continue;
      order.dueAt = now.getTime() + settings.leaseMs;
      due.push(order);
    }
    return due;
  }

  /** The requests that are old enough at `now`, partition by partition. */
  function* oldRequests(now: Date): Generator<OrderRequested> {
    for (const partition of table.partitions()) {
      for (const { value } of table.rows(partition)) {
        // They came in the order of their age, so the rest is younger.
        if (now.getTime() - Date.parse(value.requestedAt) < settings.checkAfterMs) break;
        yield value;
      }
    }
  }

  /** Final orders have left their requests behind. One that cannot be read keeps its own, and holds up no other. */
  async function endRequests(ids: readonly OrderId[], now: Date): Promise<void> {
    const end = (some: readonly OrderId[]) =>
      database.transaction(async (tx) => {
        const facts = some.map((orderId) => ({ kind: 'still-requested' as const, orderId }));
        return (await settleOrders(tx, deps, await readOrders(tx, some, lookup), facts, now)).length;
      });
    await togetherOrApart(ids, end, (orderId, error) =>
      logger.warn({ err: error, orderId }, 'could not end the request of an order that is final'),
    );
  }

  return {
    lookup,
    async claim(now) {
      const due = takeDue(now);
      const more = due.length === settings.batchSize;
      const rows = await loadOrderRows(
        database,
        due.map(({ id }) => id),
      );
      const final = [...rows.values()].filter(({ status }) => status !== 'PENDING');
      await endRequests(
        final.map(({ id }) => id),
        now,
      );
      // A row that is PENDING is looked after as a row.
      return { claimed: due.filter(({ id }) => !rows.has(id)), more };
    },
    async requestAgain(order, dueAt, now) {
      const requested = requestedOrder(order.request);
      const event = requestedEvent(requested, requested.inputHash, false, undefined);
      await database.transaction((tx) => outbox.record(tx, [event]));
      order.requestedAgainAt = now;
      order.dueAt = dueAt.getTime();
    },
    async leaveUntil(order, dueAt) {
      order.dueAt = dueAt.getTime();
    },
  };
}

function newlyOverdue(request: OrderRequested): RequestedOverdue {
  return { id: request.orderId, placedAt: new Date(request.requestedAt), requestedAgainAt: null, dueAt: 0, request };
}
