import { type OrderUpdated, orderRequested, orderUpdated, topics } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import type { Line } from '../shop/orders.ts';
import type { FaultSystem } from './fault-system.ts';
import type { Facts, LedgerFact, OrderFact, ReservationFact, UpdateFact } from './invariants.ts';
import { endsOf, readTopic } from './read-topic.ts';

/** Reads everything that the invariants are about, from the databases and topics themselves. */
export async function readFacts(system: FaultSystem): Promise<Facts> {
  const { orders, items } = system;
  const stock = await items.rows<{ id: string; stock: number }>('SELECT id, stock FROM item');
  return {
    orders: await readOrders(orders),
    updates: await readUpdates(system),
    reservations: await readReservations(items),
    ledger: await items.rows<LedgerFact>(
      'SELECT item_id AS itemId, quantity, cause, reference FROM stock_ledger ORDER BY id',
    ),
    stock: new Map(stock.map((row) => [row.id, row.stock])),
    waiting: await readWaiting(system),
    deadLetters: await readDeadLetters(system),
  };
}

async function readOrders(database: Database): Promise<OrderFact[]> {
  return database.rows<OrderFact>(
    'SELECT id, status, version, rejection_reason AS reason, line_items AS `lines` FROM orders',
  );
}

/** What was decided, order by order. */
export async function readReservations(database: Database): Promise<ReservationFact[]> {
  const rows = await database.rows<
    Omit<ReservationFact, 'isReleased' | 'lines'> & { at: Date | null; lines: string | Line[] }
  >('SELECT order_id AS orderId, outcome, reason, released_at AS at, line_items AS `lines` FROM reservation');
  return rows.map(({ at, lines, ...row }) => ({
    ...row,
    isReleased: at !== null,
    lines: typeof lines === 'string' ? JSON.parse(lines) : lines,
  }));
}

async function readUpdates({ kafka }: FaultSystem): Promise<UpdateFact[]> {
  const records = await readTopic(kafka, orderUpdated.topic);
  return records.map(({ value }) => {
    const { orderId, version, status }: OrderUpdated = orderUpdated.schema.parse(JSON.parse(String(value)));
    return { orderId, version, status };
  });
}

/** The orders that the table of pending ones still names; what is no request does not count. */
export async function readRequested({ kafka }: FaultSystem): Promise<string[]> {
  const rows = new Map<string, string | null>();
  for (const { key, value } of await readTopic(kafka, orderRequested.topic)) {
    rows.set(String(key), value === null ? null : value.toString());
  }
  return [...rows].flatMap(([key, value]) => (value !== null && isRequest(value) ? [key] : []));
}

function isRequest(text: string): boolean {
  try {
    orderRequested.schema.parse(JSON.parse(text));
    return true;
  } catch {
    return false;
  }
}

/** Tables that are empty when nothing is under way. */
export async function readWaiting({ orders, items }: FaultSystem): Promise<Record<string, number>> {
  const count = async (database: Database, table: string) => {
    const [row] = await database.rows<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`);
    return Number(row?.n);
  };
  return {
    'orders.outbox': await count(orders, 'outbox'),
    'orders.parked_result': await count(orders, 'parked_result'),
    'items.outbox': await count(items, 'outbox'),
    'items.stock_waiting': await count(items, 'stock_waiting'),
  };
}

/** Topics with dead letters, and how many. */
export async function readDeadLetters({ kafka }: Pick<FaultSystem, 'kafka'>): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const { name } of topics.filter((topic) => topic.name.endsWith('.dlq'))) {
    const count = (await endsOf(kafka, name)).reduce((sum, { low, high }) => sum + high - low, 0);
    if (count > 0) found[name] = count;
  }
  return found;
}
