import { BriefMap, othersFirst } from '@rushgraph/concurrency';
import { countByOwner } from '../count-by-owner.ts';
import type { Sender } from '../threads/sender.ts';
import { type Task, TooManyWaiting, type Turns } from '../threads/take-turns.ts';
import { takeTurnOfAny } from '../threads/turn-of-any.ts';

export interface SharedLooks<T> {
  /**
   * What a look finds: of who asks for it, in their turn, or of another one who asks for the same. Undefined when nobody
   * waits for it any more. Rejects with TooManyWaiting.
   */
  take(key: string, sender: Sender, task: Pick<Task<T>, 'work' | 'rest'>): Promise<T | undefined>;
}

/** A look that is under way or waits for its turn, and who wants it. */
interface Look<T> {
  readonly senders: Sender[];
  readonly found: Promise<T | undefined>;
  /** Until those who share it, as far as they are known by now, have gone on. */
  told: Promise<unknown>;
}

/**
 * Requests that share a look which another one has asked for, of one client and of all. It costs the thread nothing more, but
 * each of them is answered afterwards: a crowd with a new program may be large, and strangers must not be an endless one.
 */
const SHARING_OF_ONE = 1_000;
const SHARING = 3_000;

/** Who asks for the same look at the same time shares one. */
export function shareLooks<T>(turns: Turns): SharedLooks<T> {
  const underWay = new BriefMap<string, Look<T>>();
  const sharing = countByOwner(SHARING);

  async function begin(key: string, sender: Sender, task: Pick<Task<T>, 'work' | 'rest'>): Promise<T | undefined> {
    const { promise: found, resolve } = Promise.withResolvers<T | undefined>();
    const senders = [sender];
    const look: Look<T> = { senders, found, told: found };
    // Whoever comes from then on asks for another one.
    const end = () => void (underWay.get(key) === look && underWay.delete(key));
    underWay.set(key, look);
    resolve(takeTurnOfAny(turns, { ...task, senders, onGone: end }));
    return found.finally(end);
  }

  async function share(look: Look<T>, sender: Sender): Promise<T | undefined> {
    const giveBack = sharing.take(sender.owner ?? '', SHARING_OF_ONE);
    if (typeof giveBack === 'string') throw new TooManyWaiting();
    look.senders.push(sender);
    try {
      const found = await look.found;
      // What each does next takes time: others get their turns in between.
      look.told = look.told.then(othersFirst);
      await look.told;
      return found;
    } finally {
      giveBack();
    }
  }

  return {
    async take(key, sender, task) {
      const look = underWay.get(key);
      return look === undefined ? begin(key, sender, task) : share(look, sender);
    },
  };
}
