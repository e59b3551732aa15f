import { setTimeout } from 'node:timers/promises';
import { orderUpdated } from '@rushgraph/contracts';
import { type Tail, type TailOptions, tailTopic } from '@rushgraph/messaging';
import type { Logger, Metrics } from '@rushgraph/service';
import type { OrderFeed } from './order-feed.ts';
import { updatedOrder } from './updated-order.ts';

export interface FollowOrdersDeps {
  readonly feed: OrderFeed;
  readonly kafka: TailOptions<unknown>['kafka'];
  readonly topicPrefix: string;
  readonly groupPrefix: string;
  readonly instanceId: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

const READ_AGAIN_MS = 500;

/** Tells the feed of every version of the orders that are watched here, from the topic that all instances publish to. */
export function followOrders(deps: FollowOrdersDeps): Tail {
  const { feed, kafka, topicPrefix, groupPrefix, instanceId, logger, metrics } = deps;
  let isStopped = false;
  let gaps = 0;

  /** A later gap begins anew, so the earlier one need not be finished. */
  async function readAnew(gap: number): Promise<void> {
    while (!isStopped && gap === gaps) {
      try {
        await feed.readAnew();
        return;
      } catch (error) {
        logger.warn({ err: error }, 'orders that are watched cannot be read; trying again');
        await setTimeout(READ_AGAIN_MS);
      }
    }
  }

  const tail = tailTopic({
    kafka,
    group: `${groupPrefix}order-watch-${instanceId}`,
    definition: orderUpdated,
    topicPrefix,
    isWanted: feed.isWatched,
    isAnyWanted: feed.isAnyWatched,
    take({ data, offset }) {
      if (data === null) return;
      try {
        feed.tell(updatedOrder(data));
      } catch (error) {
        logger.warn({ err: error, offset: String(offset) }, 'an event of an order cannot be shown');
      }
    },
    onGap() {
      gaps += 1;
      void readAnew(gaps);
    },
    logger,
    metrics,
  });
  feed.onWatched(tail.wake);
  return {
    ...tail,
    async stop() {
      isStopped = true;
      await tail.stop();
    },
  };
}
