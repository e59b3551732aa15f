import type { Sql } from '@rushgraph/database';
import type { ProducerRecord } from '../producer/producer-record.ts';
import type { Acknowledged, RowIdentity } from './acknowledged.ts';
import type { Outbox } from './outbox.ts';
import { OUTBOX_BATCH, unpackBatch } from './outbox-batch.ts';
import type { OutgoingRecord } from './outgoing-record.ts';

/** A row of the outbox with the records in it. */
export interface OutboxEntry extends RowIdentity {
  /** Set for a row of several records. */
  readonly batchId: string | null;
  readonly records: readonly ProducerRecord[];
}

interface Head extends RowIdentity {
  readonly aggregatetype: string;
  readonly aggregateid: string;
}

interface Content extends Head {
  readonly headers: string;
  readonly payload: Buffer | null;
}

export interface ReadOutboxOptions {
  readonly recall: Outbox['recall'];
  readonly topicPrefix: string;
  /** What is there and must not be read again. */
  readonly acknowledged: Pick<Acknowledged, 'has' | 'size'>;
}

/** The first rows of these buckets, oldest first; the content of those that `recall` does not know is read, too. */
export async function readOutbox(
  sql: Sql,
  buckets: readonly number[],
  mostRows: number,
  { recall, topicPrefix, acknowledged }: ReadOutboxOptions,
): Promise<OutboxEntry[]> {
  const rows = await sql.rows<Head>(
    'SELECT id, token, aggregatetype, aggregateid FROM outbox WHERE bucket IN (?) ORDER BY id LIMIT ?',
    [buckets, mostRows + acknowledged.size()],
  );
  const heads = rows.filter((row) => !acknowledged.has(row));
  const recalled = new Map(
    heads.flatMap(({ id, aggregatetype, aggregateid }) => {
      const batch = aggregatetype === OUTBOX_BATCH ? recall(aggregateid) : undefined;
      return batch === undefined ? [] : [[id, batch] as const];
    }),
  );
  const missing = heads.filter(({ id }) => !recalled.has(id)).map(({ id }) => id);
  const contents = new Map((await readContents(sql, missing)).map((content) => [content.id, content]));
  return heads.flatMap(({ id, token, aggregatetype, aggregateid }) => {
    const content = contents.get(id);
    const records = recalled.get(id) ?? (content?.token === token ? unpack(content) : undefined);
    // Gone since: another relay has published it. Its id may even be that of another row now.
    if (records === undefined) return [];
    return [
      {
        id,
        token,
        batchId: aggregatetype === OUTBOX_BATCH ? aggregateid : null,
        records: records.map(({ topic, key, headers, payload }) => ({
          topic: topicPrefix + topic,
          key,
          value: payload,
          headers,
        })),
      },
    ];
  });
}

async function readContents(sql: Sql, ids: readonly number[]): Promise<Content[]> {
  if (ids.length === 0) return [];
  return sql.rows<Content>(
    'SELECT id, token, aggregatetype, aggregateid, headers, payload FROM outbox WHERE id IN (?)',
    [ids],
  );
}

function unpack({ aggregatetype, aggregateid, headers, payload }: Content): Omit<OutgoingRecord, 'type'>[] {
  if (aggregatetype === OUTBOX_BATCH) return unpackBatch(String(payload));
  return [{ topic: aggregatetype, key: aggregateid, headers: JSON.parse(headers), payload }];
}
