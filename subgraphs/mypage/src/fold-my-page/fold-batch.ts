import type { MyPageStore } from '../store-my-page/my-page-store.ts';
import { type EventOrigin, foldMyPage, type MyPageEvent } from './fold-my-page.ts';
import type { MyPageDocument } from './my-page-document.ts';

export interface OriginatedEvent {
  readonly event: MyPageEvent;
  readonly origin: EventOrigin;
}

/** The three topics are consumed apart, so writers of one document do meet; each meeting costs one more round. */
const ROUNDS = 50;

/** Named like the driver's own errors, which consumers take for a passing trouble of the store and not for a bad record. */
export class MongoPageContention extends Error {
  override readonly name = 'MongoPageContention';
}

/** Folds events into the documents of their users, in order. Doing it again, or again in part, changes nothing. */
export async function foldBatch(
  store: Pick<MyPageStore, 'loadMany' | 'save'>,
  events: readonly OriginatedEvent[],
): Promise<void> {
  const ids = [...new Set(events.map(({ event }) => event.data.userId))];
  for (let round = 0; round < ROUNDS; round++) {
    const before = await store.loadMany(ids);
    const after = new Map<string, MyPageDocument>(before);
    for (const { event, origin } of events) {
      const { userId } = event.data;
      after.set(userId, foldMyPage(after.get(userId) ?? null, event, origin));
    }
    const changed = [...after.values()].filter((document) => before.get(document._id) !== document);
    if (await store.save(changed)) return;
  }
  throw new MongoPageContention(`Other writers changed the same pages ${ROUNDS} times in a row`);
}
