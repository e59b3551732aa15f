import type { Database } from '@rushgraph/database';
import { counter, gauge, type Outbox } from '@rushgraph/messaging';
import type { Logger, Metrics } from '@rushgraph/service';
import type { ChosenKeeper } from '../keep-stock/choose/choose-keeper.ts';
import type { WaitingRound } from '../keep-stock/wait/decide-or-wait.ts';
import { endWaiting, lockWaiting } from '../keep-stock/wait/waiting-requests.ts';
import { resultEvent } from './result-event.ts';

export interface TakeUpDeps {
  readonly database: Database;
  readonly keeper: Pick<ChosenKeeper, 'takeUp'>;
  readonly outbox: Outbox;
  readonly now: () => Date;
  readonly logger: Pick<Logger, 'info'>;
  readonly metrics: Metrics;
}

/**
 * Takes up the orders that wait, from the first to the last, a page a transaction: decides those that can be decided now,
 * and tells it. Whoever waits for something else than its predecessors does not wait for these. Orders that were released
 * meanwhile are refused.
 */
export function createTakeUp({ database, keeper, outbox, now, logger, metrics: { registry } }: TakeUpDeps) {
  const waiting = gauge(registry, 'stock_waiting_orders', 'Orders that wait for a gate or a lock', []);
  const takenUp = counter(registry, 'stock_waiting_taken_up_total', 'Orders that waited and were decided', []);

  function takePage(from: number, round: WaitingRound) {
    return database.transaction(async (tx) => {
      const { requests, next } = await lockWaiting(tx, from);
      if (requests.length === 0) return { round, next, decided: 0, left: 0 };
      const after = await keeper.takeUp(tx, requests, now(), round);
      const decided = requests.flatMap((request, index) => {
        const reservation = after.reservations[index];
        return reservation ? [{ reservation, traceparent: request.traceparent }] : [];
      });
      await endWaiting(
        tx,
        decided.map(({ reservation: { orderId } }) => orderId),
      );
      await outbox.record(
        tx,
        decided.map(({ reservation, traceparent }) => resultEvent(reservation, traceparent)),
      );
      return { round: after.round, next, decided: decided.length, left: requests.length - decided.length };
    });
  }

  return async (): Promise<void> => {
    let round: WaitingRound = { blocked: new Set(), away: new Set() };
    let from: number | null = 0;
    let left = 0;
    let decided = 0;
    while (from !== null) {
      const page: Awaited<ReturnType<typeof takePage>> = await takePage(from, round);
      ({ round, next: from } = page);
      left += page.left;
      decided += page.decided;
    }
    waiting.set({}, left);
    takenUp.inc({}, decided);
    if (decided > 0) logger.info({ decided, left }, 'decided orders that had been waiting');
  };
}
