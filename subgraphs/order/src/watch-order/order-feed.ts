import { createNewest, type Newest } from '@rushgraph/concurrency';
import type { OrderId } from '@rushgraph/contracts';
import { codedError, maySee, type Viewer } from '@rushgraph/identity';
import type { Metrics } from '@rushgraph/service';
import type { OrderWithLines } from '../order/order.ts';
import { type OrderReader, UnreadableOrder } from '../order/order-reader.ts';
import { readOrder } from './read-order.ts';

export interface OrderFeedDeps {
  readonly reader: Pick<OrderReader, 'orders' | 'lines'>;
  readonly metrics: Metrics;
}

export interface OrderFeed {
  /**
   * The order as it is now, and each newer version of it that is heard of; over when it is settled. Null for an order that
   * is not there, and for one that the viewer may not see. A reader that is slow gets the newest version.
   */
  watch(id: OrderId, viewer: Viewer): Promise<AsyncIterableIterator<OrderWithLines> | null>;
  isWatched(id: string): boolean;
  isAnyWatched(): boolean;
  /** Calls back when an order begins to be watched, while none was. */
  onWatched(listener: () => void): void;
  /** A version of an order that was heard of. */
  tell(heard: OrderWithLines): void;
  /** Something may have been missed: what is watched is read anew. Rejects when it cannot be read. */
  readAnew(): Promise<void>;
}

/** The guards of each event, so that a test can show what each of them is for. */
export interface OrderFeedGuards {
  readonly owner?: boolean;
  readonly version?: boolean;
}

interface Watcher {
  readonly id: OrderId;
  readonly viewer: Viewer;
  readonly states: Newest<OrderWithLines>;
  version: number;
}

/** Orders read at once. */
const AT_ONCE = 500;

/** Whoever follows orders on this process: first the present state, then what is heard, and never an older version again. */
export function createOrderFeed(
  { reader, metrics }: OrderFeedDeps,
  { owner = true, version = true }: OrderFeedGuards = {},
): OrderFeed {
  const watchers = new Map<string, Set<Watcher>>();
  const watched = metrics.gauge('order_watchers', 'Customers that follow an order on this instance');
  const listeners: (() => void)[] = [];
  let count = 0;

  function add(id: OrderId, viewer: Viewer): Watcher {
    const watcher: Watcher = { id, viewer, version: 0, states: createNewest(() => remove(watcher)) };
    const others = watchers.get(id);
    if (others === undefined) watchers.set(id, new Set([watcher]));
    else others.add(watcher);
    count += 1;
    watched.set(count);
    if (count === 1) for (const listener of listeners) listener();
    return watcher;
  }

  function remove(watcher: Watcher): void {
    const { id } = watcher;
    const all = watchers.get(id);
    all?.delete(watcher);
    if (all?.size === 0) watchers.delete(id);
    count -= 1;
    watched.set(count);
  }

  function offer(watcher: Watcher, state: OrderWithLines): void {
    const { order } = state;
    if (version && order.version <= watcher.version) return;
    watcher.version = order.version;
    if (owner && !maySee(watcher.viewer, order.userId)) {
      watcher.states.fail(noSuchOrder());
      return;
    }
    watcher.states.put(state);
    if (order.status !== 'PENDING') watcher.states.end();
  }

  function tell(heard: OrderWithLines): void {
    for (const watcher of [...(watchers.get(heard.order.id) ?? [])]) offer(watcher, heard);
  }

  async function readOneAnew(id: OrderId): Promise<void> {
    try {
      const present = await readOrder(reader, id);
      if (present !== undefined) tell(present);
    } catch (error) {
      if (!(error instanceof UnreadableOrder)) throw error;
      // Reading it again would give the same.
      for (const watcher of [...(watchers.get(id) ?? [])]) watcher.states.fail(error);
    }
  }

  return {
    async watch(id, viewer) {
      // Before it is read: a version that comes meanwhile is not missed.
      const watcher = add(id, viewer);
      try {
        // A gateway that has lost its connection subscribes to thousands of orders anew: the reader reads them together.
        const present = await readOrder(reader, id);
        if (present === undefined || !maySee(viewer, present.order.userId)) {
          await watcher.states.return();
          return null;
        }
        offer(watcher, present);
        return watcher.states;
      } catch (error) {
        await watcher.states.return();
        throw error;
      }
    },
    isWatched: (id) => watchers.has(id),
    isAnyWatched: () => count > 0,
    onWatched(listener) {
      listeners.push(listener);
    },
    tell,
    async readAnew() {
      const ids = [...watchers.values()].flatMap((all) => [...all].slice(0, 1).map(({ id }) => id));
      for (let start = 0; start < ids.length; start += AT_ONCE) {
        await Promise.all(ids.slice(start, start + AT_ONCE).map(readOneAnew));
      }
    },
  };
}

/** What is said of an order that is not there, and of somebody else's. */
export function noSuchOrder() {
  return codedError('NOT_FOUND', 'There is no such order.');
}
