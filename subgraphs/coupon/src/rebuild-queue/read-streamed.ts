import type { QueueKeys } from '../queue/queue-keys.ts';
import type { RedisClient } from '../queue/redis-client.ts';
import { parseEntry } from '../write-issues/parse-entry.ts';

/** Customers whose coupons are in the stream. */
export async function readStreamed(redis: RedisClient, { issues }: QueueKeys, atOnce: number): Promise<Set<string>> {
  const users = new Set<string>();
  for (let from = '-'; ; ) {
    const entries = await redis.xrange(issues, from, '+', 'COUNT', atOnce);
    for (const [id, fields] of entries) {
      const issue = parseEntry({ id, fields });
      if (issue?.kind === 'issued') users.add(issue.user);
    }
    const last = entries.at(-1);
    if (last === undefined || entries.length < atOnce) return users;
    from = `(${last[0]}`;
  }
}
