import { createNewest } from '@rushgraph/concurrency';
import type { Live } from '../open/live.ts';
import type { StreamAnswer, Subscription } from '../stream/subscription.ts';

/** What a stream that carries several subscriptions says of one of them. */
export type MergedEvent =
  | { readonly event: 'next'; readonly id: string; readonly payload: StreamAnswer }
  | { readonly event: 'complete'; readonly id: string };

export interface Merged {
  has(id: string): boolean;
  add(id: string, subscription: Subscription): void;
  /** The client has had enough of it. */
  remove(id: string): Promise<void>;
  /** It ends with the last of its subscriptions. */
  end(): void;
  next(): Promise<IteratorResult<MergedEvent, undefined>>;
  return(): Promise<IteratorReturnResult<undefined>>;
}

const DONE = { done: true, value: undefined } as const;

/** Several subscriptions in one stream. Of each one answer at most waits to be taken; beyond that, the newest of its events. */
export function mergeSubscriptions(live: Live): Merged {
  const subscriptions = new Map<string, Subscription>();
  const ready: { readonly event: MergedEvent; readonly onTaken: () => void }[] = [];
  /** Says to whoever waits that something is ready. */
  const signal = createNewest<undefined>();
  let isEnding = false;

  function offer(event: MergedEvent): Promise<void> {
    return new Promise((resolve) => {
      ready.push({ event, onTaken: resolve });
      signal.put(undefined);
    });
  }

  async function read(id: string, subscription: Subscription): Promise<void> {
    const isWanted = () => subscriptions.get(id) === subscription;
    try {
      for await (const payload of subscription) if (isWanted()) await offer({ event: 'next', id, payload });
    } catch (error) {
      if (isWanted()) await offer({ event: 'next', id, payload: { errors: live.tell(error) } });
    }
    if (!isWanted()) return;
    subscriptions.delete(id);
    await offer({ event: 'complete', id });
  }

  return {
    has: (id) => subscriptions.has(id),
    add(id, subscription) {
      subscriptions.set(id, subscription);
      void read(id, subscription);
    },
    async remove(id) {
      const subscription = subscriptions.get(id);
      subscriptions.delete(id);
      await subscription?.return();
    },
    end() {
      isEnding = true;
      signal.put(undefined);
    },
    async next() {
      for (;;) {
        const first = ready.shift();
        if (first !== undefined) {
          first.onTaken();
          return { done: false, value: first.event };
        }
        if (isEnding && subscriptions.size === 0) return DONE;
        const { done } = await signal.next();
        if (done === true) return DONE;
      }
    },
    async return() {
      const all = [...subscriptions.values()];
      subscriptions.clear();
      await signal.return();
      await Promise.all(all.map((subscription) => subscription.return()));
      return DONE;
    },
  };
}
