import { type MyPageComposed, myPageComposed, type NewId } from '@rushgraph/contracts';
import { encodeHeaders, event, type Producer } from '@rushgraph/messaging';

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
    const { topic, key, type, subject, sequence, payload } = event(myPageComposed, composed, {
      subject: composed.userId,
      sequence: 1,
    });
    const headers = encodeHeaders({
      id: newId(),
      type,
      source: 'mypage',
      time: now().toISOString(),
      subject,
      sequence,
    });
    await producer.send([{ topic: topicPrefix + topic, key, value: payload, headers }]);
  };
}
