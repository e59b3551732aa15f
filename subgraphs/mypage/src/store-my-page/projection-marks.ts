import type { ProjectionMarks } from '@rushgraph/messaging';
import type { Collection, Db } from 'mongodb';

interface Mark {
  /** Topic and partition. */
  readonly _id: string;
  readonly next: number;
}

/** How far the pages have come in each partition, beside the pages: so they know of a topic that was made anew. */
export function createProjectionMarks(db: Db): ProjectionMarks {
  const collection: Collection<Mark> = db.collection('my_page_mark');
  return {
    async load(topic, partition) {
      const mark = await collection.findOne({ _id: `${topic}/${partition}` });
      return mark === null ? null : BigInt(mark.next);
    },
    async save(reached) {
      const marks = reached.map(({ topic, partition, next }) => ({ _id: `${topic}/${partition}`, next: Number(next) }));
      await collection.bulkWrite(
        marks.map(({ _id, next }) => ({ replaceOne: { filter: { _id }, replacement: { next }, upsert: true } })),
        { ordered: false },
      );
    },
  };
}
