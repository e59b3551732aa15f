import type { QueueKeys } from '../queue/queue-keys.ts';
import type { RedisClient } from '../queue/redis-client.ts';
import { type Issued, parseEntry } from '../write-issues/parse-entry.ts';

/** What the stream holds of coupons that the queue has given out, from the oldest. */
export async function readStreamed(
  redis: RedisClient,
  { issues }: Pick<QueueKeys, 'issues'>,
  atOnce: number,
): Promise<Issued[]> {
  const found: Issued[] = [];
  for (let from = '-'; ; ) {
    const entries = await redis.xrange(issues, from, '+', 'COUNT', atOnce);
    for (const [id, fields] of entries)
      for (const issue of parseEntry({ id, fields }) ?? []) if (issue.kind === 'issued') found.push(issue);
    const last = entries.at(-1);
    if (last === undefined || entries.length < atOnce) return found;
    from = `(${last[0]}`;
  }
}
