import { deadLetterTopic, retiredTopics, topics } from '@rushgraph/contracts';
import type { Inbox } from '@rushgraph/messaging';

type InboxName = readonly [topic: string, group: string];

/** Topic and group of each dead-letter topic `<topic>.<group>.dlq`: of all that are declared, and of retired ones that are still there. */
export async function declaredInboxes(kafka: Inbox['kafka'], topicPrefix: string): Promise<readonly InboxName[]> {
  const declared = topics.flatMap(({ name }): InboxName[] => {
    const [, topic, group] = /^(.+)\.([^.]+)\.dlq$/.exec(name) ?? [];
    return topic !== undefined && group !== undefined ? [[topic, group]] : [];
  });
  const admin = kafka.admin();
  await admin.connect();
  try {
    const present = new Set(await admin.listTopics());
    const retired = retiredTopics.flatMap(({ name, groups }) => groups.map((group): InboxName => [name, group]));
    return [...declared, ...retired.filter((inbox) => present.has(topicPrefix + deadLetterTopic(...inbox)))];
  } finally {
    await admin.disconnect();
  }
}
