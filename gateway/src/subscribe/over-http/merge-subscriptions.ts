import { createNewest } from '@rushgraph/concurrency';
import type { Live } from '../open/live.ts';
import type { StreamAnswer, Subscription } from '../stream/subscription.ts';

/** What a stream that carries several subscriptions says of one of them. */
export type MergedEvent =
  | { readonly event: 'next'; readonly id: string; readonly payload: StreamAnswer }
  | { readonly event: 'complete'; readonly id: string };

/** What a client calls one of its subscriptions, from its wish to open it until it has been told that it is complete. */
export interface NamedPlace {
  /** Tells what this subscription says. One whose name the client has given up meanwhile is left. */
  fill(subscription: Subscription): Promise<void>;
  /** It was not opened. */
  giveUp(): void;
}

export interface Merged {
  /** Undefined while the client has another subscription of this name. */
  take(id: string): NamedPlace | undefined;
  /** The client has had enough of it: nothing more is told under its name. */
  remove(id: string): Promise<void>;
  /** It ends with the last of its subscriptions. */
  end(): void;
  next(): Promise<IteratorResult<MergedEvent, undefined>>;
  return(): Promise<IteratorReturnResult<undefined>>;
}

interface Place {
  /** Undefined while it is opened. */
  subscription: Subscription | undefined;
}

interface Ready {
  readonly place: Place;
  readonly event: MergedEvent;
  readonly onTaken: () => void;
}

const DONE = { done: true, value: undefined } as const;

/** Several subscriptions in one stream. Of each one answer at most waits to be taken; beyond that, the newest of its events. */
export function mergeSubscriptions(live: Pick<Live, 'tell'>): Merged {
  const places = new Map<string, Place>();
  let ready: Ready[] = [];
  /** Says to whoever waits that something is ready. */
  const signal = createNewest<undefined>();
  let isEnding = false;

  function offer(place: Place, event: MergedEvent): Promise<void> {
    return new Promise((resolve) => {
      ready.push({ place, event, onTaken: resolve });
      signal.put(undefined);
    });
  }

  async function read(place: Place, id: string, subscription: Subscription): Promise<void> {
    const isWanted = () => places.get(id) === place;
    try {
      for await (const payload of subscription) if (isWanted()) await offer(place, { event: 'next', id, payload });
    } catch (error) {
      if (isWanted()) await offer(place, { event: 'next', id, payload: { errors: live.tell(error) } });
    }
    if (isWanted()) void offer(place, { event: 'complete', id });
  }

  function forget(id: string, place: Place): void {
    if (places.get(id) === place) places.delete(id);
    const dropped = ready.filter((one) => one.place === place);
    ready = ready.filter((one) => one.place !== place);
    for (const { onTaken } of dropped) onTaken();
    signal.put(undefined);
  }

  return {
    take(id) {
      if (places.has(id)) return undefined;
      const place: Place = { subscription: undefined };
      places.set(id, place);
      return {
        async fill(subscription) {
          if (places.get(id) !== place) {
            await subscription.return();
            return;
          }
          place.subscription = subscription;
          void read(place, id, subscription);
        },
        giveUp: () => forget(id, place),
      };
    },
    async remove(id) {
      const place = places.get(id);
      if (place === undefined) return;
      forget(id, place);
      await place.subscription?.return();
    },
    end() {
      isEnding = true;
      signal.put(undefined);
    },
    async next() {
      for (;;) {
        const first = ready.shift();
        if (first !== undefined) {
          const { place, event, onTaken } = first;
          if (event.event === 'complete') forget(event.id, place);
          onTaken();
          return { done: false, value: event };
        }
        if (isEnding && places.size === 0) return DONE;
        const { done } = await signal.next();
        if (done === true) return DONE;
      }
    },
    async return() {
      const all = [...places.values()];
      places.clear();
      await signal.return();
      await Promise.all(all.map(({ subscription }) => subscription?.return()));
      return DONE;
    },
  };
}
