import type { CampaignId } from '@rushgraph/contracts';
import { defineScript } from '@rushgraph/redis';
import { z } from 'zod';
import { queueKeys, WRITERS } from '../queue/queue-keys.ts';
import type { RedisClient } from '../queue/redis-client.ts';
import type { Entry } from './parse-entry.ts';
import { ACKNOWLEDGE, BURY } from './settle-scripts.ts';

/** What cannot be written, as the fields of an entry. */
export interface Refused {
  readonly reason: string;
  readonly fields: readonly string[];
}

/** What was issued in a campaign, as one writer of its group reads it. */
export interface IssueStream {
  /** Of the queue as it is now; undefined while it is not open. */
  epoch(): Promise<number | undefined>;
  /** Entries that nobody was given yet. */
  readNew(count: number): Promise<Entry[]>;
  /** Entries that this writer was given and has not settled, from the oldest. */
  readOwn(count: number): Promise<Entry[]>;
  /** Takes over entries that others have not settled for so long, because they died. */
  claim(count: number, idleMs: number): Promise<Entry[]>;
  /** How often each of these was handed out. */
  deliveries(entries: readonly Entry[]): Promise<ReadonlyMap<string, number>>;
  acknowledge(entries: readonly Entry[]): Promise<void>;
  /** Settles an entry, and sets aside for people to look at what could not be written of it. False when somebody has settled it meanwhile. */
  bury(entry: Entry, refused: readonly Refused[]): Promise<boolean>;
}

const entries = z.array(z.tuple([z.string(), z.array(z.string()).nullable()]));
const streams = z.array(z.tuple([z.string(), entries])).nullable();
const claimed = z
  .tuple([z.string(), z.array(z.tuple([z.string(), z.array(z.string()).nullable()]).nullable())])
  .rest(z.unknown());
const pendings = z.array(z.tuple([z.string(), z.string(), z.int(), z.int()]));

/** The stream of a campaign for the writer `consumer`; a group that is not there, is made. */
export function createIssueStream(redis: RedisClient, campaignId: CampaignId, consumer: string): IssueStream {
  const { state, issues, dead } = queueKeys(campaignId);
  const settle = defineScript(redis, { name: 'acknowledge', lua: ACKNOWLEDGE, keys: 1, reply: z.int() });
  const setAside = defineScript(redis, { name: 'bury', lua: BURY, keys: 2, reply: z.int() });
  /** Where the search for entries of the dead goes on. */
  let cursor = '0-0';

  async function read(from: string, count: number): Promise<Entry[]> {
    const answer = await inGroup(() =>
      redis.xreadgroup('GROUP', WRITERS, consumer, 'COUNT', count, 'STREAMS', issues, from),
    );
    return entriesOf(streams.parse(answer)?.[0]?.[1] ?? []);
  }

  async function inGroup<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (!isReply(error, 'NOGROUP')) throw error;
      await redis.xgroup('CREATE', issues, WRITERS, '0', 'MKSTREAM').catch((failure: unknown) => {
        if (!isReply(failure, 'BUSYGROUP')) throw failure;
      });
      return ask();
    }
  }

  return {
    async epoch() {
      const epoch = await redis.hget(state, 'epoch');
      return epoch === null ? undefined : Number(epoch);
    },
    readNew: (count) => read('>', count),
    readOwn: (count) => read('0', count),
    async claim(count, idleMs) {
      const answer = await inGroup(() => redis.xautoclaim(issues, WRITERS, consumer, idleMs, cursor, 'COUNT', count));
      const [next, found] = claimed.parse(answer);
      cursor = next;
      return entriesOf(found.filter((entry) => entry !== null));
    },
    async deliveries(of) {
      const [first, last] = [of[0], of.at(-1)];
      if (first === undefined || last === undefined) return new Map();
      const answer = await redis.xpending(issues, WRITERS, first.id, last.id, of.length, consumer);
      return new Map(pendings.parse(answer).map(([id, , , count]) => [id, count]));
    },
    async acknowledge(written) {
      if (written.length > 0) await settle([issues], [WRITERS, ...written.map(({ id }) => id)]);
    },
    async bury({ id }, refused) {
      const parts = refused.map(({ reason, fields }) => JSON.stringify(['reason', reason, ...fields]));
      return (await setAside([issues, dead], [WRITERS, id, ...parts])) === 1;
    },
  };
}

function entriesOf(found: readonly (readonly [string, readonly string[] | null])[]): Entry[] {
  return found.map(([id, fields]) => ({ id, fields: fields ?? [] }));
}

/** The first word of an error reply is its code. */
function isReply(error: unknown, code: string): boolean {
  return error instanceof Error && error.name === 'ReplyError' && error.message.startsWith(`${code} `);
}
