import type { Sql } from '@rushgraph/database';
import type { ProducerRecord } from '../producer/producer-record.ts';
import type { Acknowledged } from './acknowledged.ts';
import type { Outbox, OutgoingRecord } from './outbox.ts';
import { PARCEL, unpackParcel } from './parcel.ts';

/** A row of the outbox with the records in it. */
export interface OutboxEntry {
  readonly id: number;
  /** Set for a row of several records. */
  readonly parcelId: string | null;
  readonly records: readonly ProducerRecord[];
}

interface Head {
  readonly id: number;
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
    'SELECT id, aggregatetype, aggregateid FROM outbox WHERE bucket IN (?) ORDER BY id LIMIT ?',
    [buckets, mostRows + acknowledged.size()],
  );
  const heads = rows.filter(({ id }) => !acknowledged.has(id));
  const recalled = new Map(
    heads.flatMap(({ id, aggregatetype, aggregateid }) => {
      const parcel = aggregatetype === PARCEL ? recall(aggregateid) : undefined;
      return parcel === undefined ? [] : [[id, parcel] as const];
    }),
  );
  const missing = heads.filter(({ id }) => !recalled.has(id)).map(({ id }) => id);
  const contents = new Map((await readContents(sql, missing)).map((content) => [content.id, content]));
  return heads.flatMap(({ id, aggregatetype, aggregateid }) => {
    const content = contents.get(id);
    const records = recalled.get(id) ?? (content && unpack(content));
    // Gone since: another relay has published it.
    if (records === undefined) return [];
    return [
      {
        id,
        parcelId: aggregatetype === PARCEL ? aggregateid : null,
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
  return sql.rows<Content>('SELECT id, aggregatetype, aggregateid, headers, payload FROM outbox WHERE id IN (?)', [
    ids,
  ]);
}

function unpack({ aggregatetype, aggregateid, headers, payload }: Content): Omit<OutgoingRecord, 'type'>[] {
  if (aggregatetype === PARCEL) return unpackParcel(String(payload));
  return [{ topic: aggregatetype, key: aggregateid, headers: JSON.parse(headers), payload }];
}
