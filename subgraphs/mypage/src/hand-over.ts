import { type MyPageComposed, myPageComposed, type NewId } from '@rushgraph/contracts';
import { event, headersOf, type Producer } from '@rushgraph/messaging';

export interface HandOverDeps {
  readonly producer: Pick<Producer, 'send'>;
  readonly topicPrefix: string;
  readonly newId: NewId;
  readonly now: () => Date;
}

/**
 * Sends what was composed to the one writer of pages. There is no outbox: this service has no MySQL, and one that is lost
 * costs one more composing.
 */
export function createHandOver({ producer, topicPrefix, newId, now }: HandOverDeps) {
  return async (composed: MyPageComposed): Promise<void> => {
    const handed = event(myPageComposed, composed, { subject: composed.userId, sequence: 1 });
    const headers = headersOf(handed, { id: newId(), source: 'mypage', time: now().toISOString() });
    await producer.send([{ topic: topicPrefix + handed.topic, key: handed.key, value: handed.payload, headers }]);
  };
}
