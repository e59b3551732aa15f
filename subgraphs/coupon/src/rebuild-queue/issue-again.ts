import { defineScript } from '@rushgraph/redis';
import { z } from 'zod';
import type { QueueKeys } from '../queue/queue-keys.ts';
import type { RedisClient } from '../queue/redis-client.ts';
import { ISSUE_AGAIN } from './gate-scripts.ts';

/**
 * Hands coupons to the writers that the queue has given out and nobody else knows of, as after MySQL was restored from a
 * backup. `isKnown` says whose are in MySQL or in the stream. Answers how many it were; undefined for a mover that was replaced.
 */
export type IssueAgain = (
  keys: QueueKeys,
  token: string,
  isKnown: (user: string) => boolean,
  atOnce: number,
) => Promise<number | undefined>;

export function createIssueAgain(redis: RedisClient): IssueAgain {
  const run = defineScript(redis, { name: 'issue-again', lua: ISSUE_AGAIN, keys: 4, reply: z.array(z.string()) });
  return async ({ state, tickets, issued, issues }, token, isKnown, atOnce) => {
    let again = 0;
    let cursor = '0';
    do {
      const [next, pairs] = await redis.hscan(issued, cursor, 'COUNT', atOnce);
      const forgotten = pairs.filter((user, index) => index % 2 === 0 && !isKnown(user));
      if (forgotten.length > 0) {
        const [answer] = await run([state, tickets, issued, issues], [token, ...forgotten]);
        if (answer !== 'ISSUED') return undefined;
      }
      again += forgotten.length;
      cursor = next;
    } while (cursor !== '0');
    return again;
  };
}
