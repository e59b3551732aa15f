import type { Line } from '../shop/orders.ts';

export interface OrderFact {
  readonly id: string;
  readonly status: string;
  readonly version: number;
  readonly reason: string | null;
  readonly lines: readonly Line[];
}

/** A record of the topic on which orders tell of themselves. */
export interface UpdateFact {
  readonly orderId: string;
  readonly version: number;
  readonly status: string;
}

export interface ReservationFact {
  readonly orderId: string;
  readonly outcome: string;
  readonly reason: string | null;
  readonly isReleased: boolean;
  readonly lines: readonly Line[];
}

export interface LedgerFact {
  readonly itemId: string;
  readonly quantity: number;
  readonly cause: string;
  readonly reference: string;
}

/** Everything that is stored once nothing moves any more. */
export interface Facts {
  readonly orders: readonly OrderFact[];
  /** In the order of their partition. */
  readonly updates: readonly UpdateFact[];
  readonly reservations: readonly ReservationFact[];
  readonly ledger: readonly LedgerFact[];
  /** Item → pieces left. */
  readonly stock: ReadonlyMap<string, number>;
  /** Rows that wait for something, by table. */
  readonly waiting: Readonly<Record<string, number>>;
  /** Topics with dead letters, and how many. */
  readonly deadLetters: Readonly<Record<string, number>>;
}

export interface Expected {
  /** What was asked for, by order. */
  readonly accepted: ReadonlyMap<string, readonly Line[]>;
  /** Item → pieces at the start. */
  readonly stock: ReadonlyMap<string, number>;
  /** Orders that never came, whose stock results did: what was taken for them went back. */
  readonly orphans?: ReadonlySet<string>;
  /** Records that nobody could use, by dead-letter topic. */
  readonly poison?: Readonly<Record<string, number>>;
}

/** What is wrong, one sentence each; nothing when every order has ended once and all that is stored agrees. */
export function findViolations(facts: Facts, expected: Expected): string[] {
  return [
    ...orderViolations(facts, expected),
    ...updateViolations(facts),
    ...reservationViolations(facts, expected),
    ...stockViolations(facts, expected),
    ...leftoverViolations(facts, expected),
  ];
}

function orderViolations({ orders }: Facts, { accepted }: Expected): string[] {
  const found = new Set(orders.map(({ id }) => id));
  return [
    ...(found.size < orders.length ? [`${orders.length - found.size} orders have more than one row`] : []),
    ...[...accepted.keys()].filter((id) => !found.has(id)).map((id) => `order ${id} was accepted and is not there`),
    ...orders.flatMap(({ id, status, version, lines }) => {
      const asked = accepted.get(id);
      if (asked === undefined) return [`order ${id} is there and nobody asked for it`];
      if (status !== 'CONFIRMED' && status !== 'REJECTED') return [`order ${id} has not ended: ${status}`];
      if (version !== 2) return [`order ${id} is ${status} at version ${version}`];
      return sameLines(asked, lines) ? [] : [`order ${id} has other lines than were asked for`];
    }),
  ];
}

/** Versions come from 1 without a gap; a repeat says what was said before. */
function updateViolations({ orders, updates }: Facts): string[] {
  const told = new Map<string, string[]>();
  const violations: string[] = [];
  for (const { orderId, version, status } of updates) {
    const statuses = told.get(orderId) ?? [];
    told.set(orderId, statuses);
    if (version === statuses.length + 1) statuses.push(status);
    else if (version > statuses.length)
      violations.push(`version ${version} of ${orderId} comes after ${statuses.length}`);
    else if (statuses[version - 1] !== status) violations.push(`version ${version} of ${orderId} is told in two ways`);
  }
  for (const { id, status, version } of orders) {
    const statuses = told.get(id) ?? [];
    if (statuses.length !== version || statuses.at(-1) !== status || (version > 1 && statuses[0] !== 'PENDING'))
      violations.push(
        `order ${id} is ${status} at version ${version}, and told of as ${statuses.join(', ') || 'nothing'}`,
      );
  }
  return violations;
}

function reservationViolations({ orders, reservations, ledger }: Facts, { orphans = new Set() }: Expected): string[] {
  const byOrder = new Map(reservations.map((one) => [one.orderId, one]));
  const moved = Map.groupBy(
    ledger.filter(({ cause }) => cause === 'ORDER' || cause === 'RELEASE'),
    ({ reference }) => reference,
  );
  const known = new Map(orders.map((order) => [order.id, order]));
  return [
    ...orders.filter(({ id }) => !byOrder.has(id)).map(({ id }) => `order ${id} has no reservation`),
    ...[...orphans].filter((id) => !byOrder.has(id)).map((id) => `orphan ${id} has not been given up`),
    ...reservations.flatMap((reservation) => {
      const { orderId, outcome, reason, isReleased } = reservation;
      const order = known.get(orderId);
      if (order === undefined && !orphans.has(orderId)) return [`${orderId} has a reservation and is no order`];
      const holds = outcome === 'RESERVED' && !isReleased;
      const says = `${outcome} ${reason ?? ''}${isReleased ? 'released' : ''}`;
      if (holds !== (order?.status === 'CONFIRMED'))
        return [`order ${orderId} is ${order?.status}, its reservation ${says}`];
      if (holds && !sameLines(order?.lines ?? [], reservation.lines))
        return [`order ${orderId} got other lines than it has`];
      return ledgerViolations(reservation, moved.get(orderId) ?? []);
    }),
  ];
}

/** What was taken is what was reserved, and what came back is what was taken. */
function ledgerViolations(
  { orderId, outcome, isReleased, lines }: ReservationFact,
  rows: readonly LedgerFact[],
): string[] {
  const linesOf = (wanted: string, sign: number) =>
    rows.filter(({ cause }) => cause === wanted).map(({ itemId, quantity }) => ({ itemId, quantity: sign * quantity }));
  const taken = outcome === 'RESERVED' ? lines : [];
  const isRight = sameLines(taken, linesOf('ORDER', -1)) && sameLines(isReleased ? taken : [], linesOf('RELEASE', 1));
  return isRight ? [] : [`the ledger of order ${orderId} is not what was ${outcome}`];
}

function stockViolations({ orders, ledger, stock }: Facts, expected: Expected): string[] {
  const sold = new Map<string, number>();
  for (const { itemId, quantity } of orders
    .filter(({ status }) => status === 'CONFIRMED')
    .flatMap(({ lines }) => lines))
    sold.set(itemId, (sold.get(itemId) ?? 0) + quantity);
  const booked = new Map<string, number>();
  for (const { itemId, quantity } of ledger) booked.set(itemId, (booked.get(itemId) ?? 0) + quantity);
  return [...expected.stock].flatMap(([id, initial]) => {
    const left = stock.get(id) ?? Number.NaN;
    return [
      ...(left >= 0 ? [] : [`item ${id} has ${left} pieces`]),
      ...(left === initial - (sold.get(id) ?? 0)
        ? []
        : [`item ${id} has ${left} of ${initial}, and sold ${sold.get(id)}`]),
      ...(left === booked.get(id) ? [] : [`item ${id} has ${left}, and its ledger ${booked.get(id)}`]),
    ];
  });
}

function leftoverViolations({ waiting, deadLetters }: Facts, { poison = {} }: Expected): string[] {
  const topics = new Set([...Object.keys(deadLetters), ...Object.keys(poison)]);
  return [
    ...Object.entries(waiting).flatMap(([table, rows]) => (rows === 0 ? [] : [`${table} holds ${rows} rows`])),
    ...[...topics].flatMap((topic) => {
      const [found, wanted] = [deadLetters[topic] ?? 0, poison[topic] ?? 0];
      return found === wanted ? [] : [`${topic} holds ${found} dead letters instead of ${wanted}`];
    }),
  ];
}

function sameLines(left: readonly Line[], right: readonly Line[]): boolean {
  const text = (lines: readonly Line[]) => lines.map(({ itemId, quantity }) => `${itemId}:${quantity}`).sort();
  return text(left).join() === text(right).join();
}
