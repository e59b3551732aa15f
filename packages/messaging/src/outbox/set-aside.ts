import type { Database } from '@rushgraph/database';
import { partitionKeyOf } from '../event/headers.ts';
import type { ProducerRecord } from '../producer/producer-record.ts';
import { deleteRows } from './acknowledged.ts';
import { BUCKETS, bucketOf } from './outbox.ts';
import type { OutboxEntry } from './read-outbox.ts';

const MAX_REASON = 500;
/** What the column takes; the headers of a dead letter are a stranger's. */
const TYPE = /^[\x20-\x7e]{0,255}$/;

/**
 * Moves refused records to `outbox_refused`, and with them the rows that held them, whose other records are published:
 * all or nothing, so that a record is in one of the two places.
 */
export async function setAside(
  database: Database,
  entries: readonly OutboxEntry[],
  refused: ReadonlyMap<ProducerRecord, string>,
  topicPrefix: string,
): Promise<void> {
  const rows = [...refused].map(([{ topic, key, headers, value }, reason]) => [
    bucketOf(partitionKeyOf({ key, headers }), BUCKETS),
    topic.slice(topicPrefix.length),
    key,
    TYPE.test(headers.ce_type ?? '') ? (headers.ce_type ?? '') : '',
    JSON.stringify(headers),
    value,
    reason.slice(0, MAX_REASON),
  ]);
  await database.transaction(async (tx) => {
    for (const row of rows) {
      await tx.run(
        `INSERT INTO outbox_refused
         (bucket, aggregatetype, aggregateid, type, headers, payload, reason, created_at, refused_at)
         VALUES (?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
        [row],
      );
    }
    await deleteRows(tx, entries);
  });
}
