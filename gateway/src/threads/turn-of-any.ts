import type { Sender } from './sender.ts';
import { type Task, TooManyWaiting, type Turns } from './take-turns.ts';

export interface SharedTask<T> extends Omit<Task<T>, 'isWanted'> {
  /** All who want it; more may come until it is done. */
  readonly senders: readonly Sender[];
  /** Nobody of them is there any more, and it is not done. */
  readonly onGone: () => void;
}

/**
 * Does once what several want, in the turn of the first of them. Where that one has too much waiting, also later, another one
 * may have less: rejects with TooManyWaiting when that holds of all, or when the work itself does. Undefined when nobody of
 * them is there any more.
 */
export async function takeTurnOfAny<T>(turns: Turns, task: SharedTask<T>): Promise<T | undefined> {
  const { senders, onGone, work, rest } = task;
  let isBegun = false;
  function isWanted(): boolean {
    const isAnyThere = senders.some(({ isThere }) => isThere());
    if (!isAnyThere) onGone();
    return isAnyThere;
  }
  function begin(): Promise<T> {
    isBegun = true;
    return work();
  }
  const tried = new Set<Sender['owner']>();
  for (const { owner } of senders) {
    if (tried.has(owner)) continue;
    tried.add(owner);
    try {
      return await turns.take(owner, { work: begin, isWanted, ...(rest !== undefined && { rest }) });
    } catch (error) {
      if (isBegun || !(error instanceof TooManyWaiting)) throw error;
    }
  }
  throw new TooManyWaiting();
}
