import { setTimeout as pause } from 'node:timers/promises';

/**
 * Begins `work` for 0 … count − 1 at a steady rate, or until it is over, whether or not earlier ones are done, and resolves
 * when all are. `due` is when this one should have begun, by `performance.now()`.
 */
export async function evenly(
  perSecond: number,
  count: number,
  work: (index: number, due: number) => Promise<void>,
  isOver: () => boolean = () => false,
): Promise<void> {
  const startedAt = performance.now();
  const underWay: Promise<void>[] = [];
  for (let index = 0; index < count && !isOver(); index++) {
    const due = startedAt + (index * 1_000) / perSecond;
    const early = due - performance.now();
    if (early > 1) await pause(early);
    underWay.push(work(index, due));
  }
  await Promise.all(underWay);
}
